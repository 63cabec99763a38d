/** The decoder of a stream's values, which keeps the schemas that it was given in the database's ledger. */
import { makeDecoder } from "../../load/formats/make-decoder.ts";
import { createSchemaStore } from "../../load/ledger/registry-schemas.ts";
import type { ConnectedStream } from "../../load/settings/streams.ts";
import type { ValueDecoder } from "../../load/value-decoder.ts";
import type { StreamDatabase } from "./database.ts";

/** @param now milliseconds since 1970 */
export function decoderOf(
  database: StreamDatabase,
  { stream, connection }: ConnectedStream,
  now: () => number,
): ValueDecoder {
  const connect = async (name: string) => await (await database.open()).connect(name);
  const store = createSchemaStore({ connect, now });
  return makeDecoder(stream, { registry: connection.registry, registryOptions: { store } });
}
