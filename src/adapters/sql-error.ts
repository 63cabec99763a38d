/** What a database said of a statement, kept as the cause of a Problem so that others can point into the source. */
import type { Response } from "./adapter.ts";

export class SqlError extends Error {
  override readonly name = "SqlError";
  /** The text that was sent. */
  readonly sql: string;
  /** Where in `sql` the database saw the mistake, in UTF-16 units; undefined when it does not say. */
  readonly offset: number | undefined;
  /** What the statements before it in the same text gave, where the database tells. */
  readonly answered: readonly Response[];

  constructor(
    message: string,
    sql: string,
    offset: number | undefined,
    answered: readonly Response[] = [],
  ) {
    super(message);
    this.sql = sql;
    this.offset = offset;
    this.answered = answered;
  }
}
