/** What a record says in few characters, by which it is known again when its partition may have become another one. */
import { createHash } from "node:crypto";
import type { SourceRecord } from "./record-source.ts";

/** The digest of a record's key and value: 32 hexadecimal digits. Timestamps stay out: files have the file's. */
export function digestOf(record: Pick<SourceRecord, "key" | "value">): string {
  const hash = createHash("sha256");
  for (const part of [record.key, record.value]) {
    hash.update(part === null ? "-" : `${part.length}:`);
    if (part !== null) hash.update(part);
  }
  return hash.digest("hex").slice(0, 32);
}
