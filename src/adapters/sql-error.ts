/** What a database said of a statement, kept as the cause of a Problem so that others can point into the source. */

export class SqlError extends Error {
  override readonly name = "SqlError";
  /** The text that was sent. */
  readonly sql: string;
  /** Where in `sql` the database saw the mistake, in UTF-16 units; undefined when it does not say. */
  readonly offset: number | undefined;

  constructor(message: string, sql: string, offset: number | undefined) {
    super(message);
    this.sql = sql;
    this.offset = offset;
  }
}
