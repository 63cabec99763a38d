/**
 * A statement that fails where something stands on a table or belongs to it: for swaps that go on in the same message.
 * Planning it costs more than running it, so each connection prepares it when it first is missing.
 */
import { literal } from "../quoting.ts";

const name = "tsdbt_demand_bare";

/** In the message of the failure. */
export const notBare = "tsdbt: not bare";

/** @param table quoted, with its schema */
export const demandBare = (table: string): string => `execute ${name}(${literal(table)})`;

/** Whether the statement failed because the connection has not prepared it. */
export const isUnprepared = (message: string): boolean => message.includes(`"${name}"`);

/**
 * Nearly everything that has to do with a table depends on it, and so stands in pg_depend; what is internal is the
 * table's own. What depends on its type only, such as functions that take its rows, lets no drop without `cascade` pass
 * that follows. The failing cast holds no constant, which would be worked out before the case is.
 */
export const prepareDemand = `prepare ${name}(text) as
  select case when relowner = current_user::regrole and relkind = 'r' and relacl is null and reloptions is null
      and not relrowsecurity and relreplident = 'd'
      and not exists (select from pg_catalog.pg_depend
        where refclassid = 'pg_catalog.pg_class'::regclass and refobjid = target.oid and deptype <> 'i')
      and not exists (select from pg_catalog.pg_description
        where objoid = target.oid and classoid = 'pg_catalog.pg_class'::regclass)
      and not exists (select from pg_catalog.pg_seclabel
        where objoid = target.oid and classoid = 'pg_catalog.pg_class'::regclass)
      and not exists (select from pg_catalog.pg_attribute
        where attrelid = target.oid and attnum > 0 and (attacl is not null or attnotnull))
    then 0 else (relname || ' ${notBare}')::int end
  from pg_catalog.pg_class as target where target.oid = pg_catalog.to_regclass($1)`;
