/** Asks whether anything at all stands on a table or belongs to it: most tables have nothing, and that is soon found out. */
import { literal } from "../quoting.ts";
import type { Run, Standing } from "./standing.ts";

/**
 * Whether nothing at all stands on a relation or belongs to it, which is cheap to ask and often so. Indexes of the
 * config `indexes` do not count: they are made anew.
 */
export async function isBare(run: Run, old: string): Promise<boolean> {
  const { rows } = await run(bareSql(old), { fetch: true });
  return rows[0]?.[0] === true;
}

/** Gives true, or false, or no row where there is no such table. */
const bareSql = (old: string): string =>
  `select pg_get_userbyid(relowner) = current_user and relacl is null and reloptions is null
      and not relrowsecurity and not relhastriggers and not relhasrules and not relispartition and relreplident = 'd'
      and not exists (select from pg_depend where refclassid = 'pg_class'::regclass and refobjid = target.oid and deptype = 'n')
      and not exists (select from pg_depend where refclassid = 'pg_type'::regclass and deptype = 'n'
        and refobjid in (reltype, (select typarray from pg_type where pg_type.oid = reltype)))
      and not exists (select from pg_description where objoid = target.oid and classoid = 'pg_class'::regclass)
      and not exists (select from pg_constraint where conrelid = target.oid)
      and not exists (select from pg_attribute where attrelid = target.oid and attnum > 0 and (attacl is not null or attnotnull))
      and not exists (select from pg_attrdef where adrelid = target.oid)
      and not exists (select from pg_seclabel where objoid = target.oid and classoid = 'pg_class'::regclass)
      and not exists (select from pg_index join pg_class as index on index.oid = indexrelid
        where indrelid = target.oid and index.relname !~ '^[0-9a-f]{32}$')
      and not exists (select from pg_publication_rel where prrelid = target.oid)
      and not exists (select from pg_inherits where inhrelid = target.oid)
      and not exists (select from pg_statistic_ext where stxrelid = target.oid)
    from pg_class as target where target.oid = to_regclass(${literal(old)}) and relkind = 'r'`;

/** What is known of such a relation. */
export const nothingStanding: Standing = {
  owner: "",
  isOwn: true,
  columns: [],
  newColumns: [],
  dependents: [],
  belongings: [],
  incomingKeys: [],
  anchors: [],
};
