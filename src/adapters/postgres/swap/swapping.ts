/** What the parts of a swap work with, and the statements that several of them need. */
import { Problem } from "../../../core/problem.ts";
import { foreignKeyNotValid } from "../../../core/problems/swap.ts";
import type { ExistingRelation } from "../../adapter.ts";
import type { SwapRequest, SwapResult } from "../../swap-request.ts";
import type { Standing } from "./standing.ts";

export interface Swapping {
  readonly request: SwapRequest;
  /** Quoted, with its schema. */
  readonly old: string;
  readonly fresh: string;
  readonly standing: Standing;
}

export const isTable = ({ type }: ExistingRelation): boolean => type === "table";

/** Foreign keys that point to the relation go with the old one… */
export const dropKeys = ({ standing }: Swapping): string[] =>
  standing.incomingKeys.map(({ table, name }) => `alter table ${table} drop constraint ${name}`);

/** …and point to the new one: unchecked, since checking reads a whole table while the locks are held. */
export const addKeys = ({ standing }: Swapping): string[] =>
  standing.incomingKeys.map(
    ({ table, name, definition }) =>
      `alter table ${table} add constraint ${name} ${definition.replace(/ NOT VALID$/, "")} not valid`,
  );

/** Checks them once the locks are gone. */
export function validation({ request, standing }: Swapping): SwapResult["afterCommit"] {
  if (standing.incomingKeys.length === 0) return undefined;
  return async () => {
    for (const { table, name } of standing.incomingKeys) {
      try {
        await request.run(`alter table ${table} validate constraint ${name}`);
      } catch (thrown) {
        if (!(thrown instanceof Problem)) throw thrown;
        return foreignKeyNotValid(table, name, thrown.message);
      }
    }
    return undefined;
  };
}
