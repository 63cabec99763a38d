/** What can stand in the way of putting a rebuilt table or view in the place of the old one. */
import { Problem } from "../problem.ts";

export interface Obstacle {
  /** Such as `view reports.sales`. */
  readonly what: string;
  readonly owner: string | undefined;
  /** What the database says. */
  readonly why: string | undefined;
}

/**
 * Views or other objects read a relation that is built with other columns, so that they could not go on.
 * @example
 * create view reports.totals as select old_column from marts.sales   -- and the model loses old_column
 */
export function dependentsInTheWay(
  relation: string,
  obstacles: readonly Obstacle[],
  nodeId: string,
): Problem {
  const list = obstacles.map(
    ({ what, owner, why }) =>
      `  ${what}${owner === undefined ? "" : ` (owner ${owner})`}${why === undefined ? "" : `: ${why}`}`,
  );
  return new Problem(
    "DEPENDENTS_IN_THE_WAY",
    `${relation} was not replaced, because what stands on it would not survive:\n${list.join("\n")}`,
    {
      nodeId,
      hint: "Nothing has changed. Change or drop them, or set the config on_dependents: rebuild makes them anew, cascade drops them as dbt does.",
    },
  );
}

/**
 * The config `on_dependents` or `on_rebuild` has a value that does not exist.
 * @example
 * config(on_dependents='keep')
 */
export const swapConfigInvalid = (
  key: string,
  value: string,
  known: readonly string[],
  nodeId: string,
) =>
  new Problem("SWAP_CONFIG_INVALID", `There is no ${key}: ${value}.`, {
    nodeId,
    hint: `It is one of: ${known.join(", ")}.`,
  });

/**
 * Readers or writers kept a table locked for the whole time that a swap may wait.
 * @example
 * begin; select * from marts.sales;   -- in a program that never ends its transaction
 */
export const swapLockNotHad = (
  relation: string,
  seconds: number,
  holders: readonly string[],
  nodeId: string,
) =>
  new Problem(
    "SWAP_LOCK_NOT_HAD",
    `${relation} was not replaced: others kept it locked for ${seconds} seconds${holders.length === 0 ? "" : `: ${holders.join("; ")}`}.`,
    {
      nodeId,
      hint: "Nothing has changed. End those transactions (select pg_terminate_backend(pid)), or let it wait for longer with the config swap_wait: seconds.",
    },
  );

/**
 * Rows of another table point to rows that the rebuilt table no longer has.
 * @example
 * alter table orders add foreign key (customer_id) references customers; -- and a customer disappears
 */
export const foreignKeyNotValid = (table: string, key: string, message: string) =>
  new Problem(
    "FOREIGN_KEY_NOT_VALID",
    `The foreign key ${key} of ${table} is kept, but not all of its rows fit: ${message}`,
    {
      hint: "It holds for new rows. It is checked again when the table that it belongs to is rebuilt.",
    },
  );
