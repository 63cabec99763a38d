/** One row of a table: its values by position or by column name. */
import type { Value } from "../../../jinja/index.ts";
import { MappedSequence } from "./mapped-sequence.ts";

export class Row extends MappedSequence {
  override readonly pyType = "Row";

  constructor(values: readonly Value[], names: readonly string[]) {
    super(() => values, names);
  }
}
