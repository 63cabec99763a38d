/** Schemas that a registry has given, kept in the ledger for the time when it is away. */
import type { Session } from "../../adapters/adapter.ts";
import type { SchemaText } from "../formats/value-codec.ts";
import type { SchemaStore } from "../registry/schema-store.ts";
import { moment, queryRows } from "./ledger.ts";

export interface SchemaStoreOptions {
  /** A connection of that name, of its own, to a database with the ledger's tables. */
  readonly connect: (name: string) => Promise<Session>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A schema of an id never changes: what is kept stays right, as long as the registry is the same. */
export function createSchemaStore({ connect, now }: SchemaStoreOptions): SchemaStore {
  let count = 0;
  // Schemas of one batch are asked for together.
  const ownSession = async (): Promise<Session> => await connect(`schemas ${++count}`);
  return {
    async find(registry, schema) {
      await using session = await ownSession();
      const rows = await queryRows(
        session,
        "select body from _tsdbt.registry_schema where registry = $1 and schema_id = $2",
        [registry, String(schema)],
      );
      const [body] = rows[0] ?? [];
      return body === undefined ? undefined : (JSON.parse(String(body)) as SchemaText);
    },
    async keep(registry, schema, text) {
      await using session = await ownSession();
      await session.execute(
        `insert into _tsdbt.registry_schema (registry, schema_id, body, kept_at)
         values ($1, $2, $3, $4::timestamptz)
         on conflict (registry, schema_id) do update set body = excluded.body, kept_at = excluded.kept_at`,
        { values: [registry, String(schema), JSON.stringify(text), moment(now())] },
      );
    },
  };
}
