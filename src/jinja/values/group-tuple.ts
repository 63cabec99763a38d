/** What groupby gives: a pair with names. */
import { Tuple } from "./tuple.ts";
import type { Value } from "./value.ts";

export class GroupTuple extends Tuple {
  constructor(grouper: Value, list: Value[]) {
    super([grouper, list]);
  }

  pyGetAttr(name: string): Value | undefined {
    if (name === "grouper") return this.items[0];
    return name === "list" ? this.items[1] : undefined;
  }
}
