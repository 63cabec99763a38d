/** Puts records that could not become rows into the dead-letter table, with what is needed to try them again. */
import { createHash } from "node:crypto";
import type { AppendCell, AppendColumn, AppendKind } from "../../adapters/append.ts";
import { ledgerSchema } from "../ledger/ledger.ts";
import type { Reject } from "./batch-columns.ts";
import { headersText } from "./keys.ts";
import type { Landing } from "./landing-table.ts";

interface DeadLetterStamp {
  readonly batchId: number;
  readonly incarnation: number;
}

/** @throws Problem */
export async function appendRejects(
  { ledger, stream }: Landing,
  rejects: readonly Reject[],
  { batchId, incarnation }: DeadLetterStamp,
): Promise<void> {
  if (rejects.length === 0) return;
  const { maxValueBytes } = stream.limits;
  const all = (name: string, kind: AppendKind, constant: AppendCell): AppendColumn => ({
    name,
    kind,
    cells: { constant },
  });
  const each = (
    name: string,
    kind: AppendKind,
    cell: (reject: Reject) => AppendCell,
  ): AppendColumn => ({ name, kind, cells: rejects.map(cell) });
  const columns = [
    all("stream", "text", stream.name),
    all("batch_id", "integer", batchId),
    each("_topic", "text", ({ topic }) => topic),
    all("_incarnation", "integer", incarnation),
    each("_partition", "integer", ({ partition }) => partition),
    each("_offset", "integer", ({ record }) => record.offset),
    each("_timestamp", "timestamptz", ({ record }) =>
      record.timestamp < 0 ? null : record.timestamp * 1000,
    ),
    each("_key", "blob", ({ record }) => record.key),
    each("_headers", "json", ({ record }) => headersText(record.headers)),
    each("value", "blob", ({ record }) => record.value?.subarray(0, maxValueBytes) ?? null),
    each("value_bytes", "integer", ({ record }) => record.value?.length ?? null),
    each("value_sha256", "text", ({ record }) => sha256(record.value)),
    each("error_code", "text", ({ code }) => code),
    each("error", "text", ({ message }) => storable(message)),
    all("retried_in", "integer", null),
  ];
  const table = { database: null, schema: ledgerSchema, identifier: "stream_dlq" };
  await ledger.session.append(table, { columns, count: rejects.length });
}

const sha256 = (value: Uint8Array | null): string | null =>
  value === null ? null : createHash("sha256").update(value).digest("hex");

/** What a message quotes of the value may be what cannot be stored. */
const storable = (message: string): string => message.replaceAll(/[\0\p{Surrogate}]/gu, "\ufffd");
