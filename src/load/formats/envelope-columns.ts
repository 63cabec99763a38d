/** The columns that an envelope adds to the declared ones: what a change says of itself. */
import type { Stream, StreamColumn } from "../stream.ts";

/** Named as Debezium's own unwrapping names them (transforms/event-flattening). */
export const debeziumNames = {
  /** Debezium's operation: c, u, d, r (read by a snapshot), t. */
  operation: "__op",
  /** When the source's transaction committed: milliseconds since 1970. */
  sourceTime: "__source_ts_ms",
  /** Where the change stands in the source's log; equal for one that is told twice. */
  position: "__source_position",
  /** The columns whose value Postgres did not log, because it is long and did not change: `a,b`. */
  unavailable: "__unavailable",
} as const;

const column = (
  name: string,
  dataType: string,
  stream: Pick<Stream, "contract">,
): StreamColumn => ({
  name,
  dataType,
  nullable: true,
  contract: stream.contract,
});

/** To be put behind the stream's declared columns, but for those that are declared themselves. */
export function envelopeColumns(
  stream: Pick<Stream, "envelope" | "contract" | "columns">,
): readonly StreamColumn[] {
  if (stream.envelope !== "debezium") return [];
  const declared = new Set(stream.columns.map(({ name }) => name));
  return [
    column(debeziumNames.operation, "varchar", stream),
    column(debeziumNames.sourceTime, "bigint", stream),
    column(debeziumNames.position, "varchar", stream),
    column(debeziumNames.unavailable, "varchar", stream),
  ].filter(({ name }) => !declared.has(name));
}
