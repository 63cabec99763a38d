/** Finds out what stands on a table or view, and what belongs to it: all that must still be there after it is replaced. */
import type { QueryResult } from "../../adapter.ts";
import { literal } from "../quoting.ts";
import { belongingsSql, rightsSql } from "./belongings-sql.ts";
import { dependentsSql, readingSql } from "./dependents-sql.ts";

export type Run = (sql: string, options?: { readonly fetch?: boolean }) => Promise<QueryResult>;

/** Something that reads a relation, directly or by way of others. */
export interface Dependent {
  /** Quoted, with its schema. */
  readonly name: string;
  readonly schema: string;
  readonly identifier: string;
  /** As Postgres describes it, such as `view reports.sales`. */
  readonly description: string;
  readonly owner: string;
  readonly kind: "view" | "materialized view" | "other";
  /** Reads the relation itself. */
  readonly isDirect: boolean;
  /** The session may change it. */
  readonly isOurs: boolean;
  /** `create or replace view …`, with names as they are now; for views only. */
  readonly definition: string;
  /** What gives a view made anew its owner, rights and comments. */
  readonly dress: readonly string[];
}

/** A statement for the new relation, which is written `{new}`. */
export interface Belonging {
  readonly kind: "index" | "constraint" | "right" | "comment" | "other";
  readonly sql: string;
  /** To run once the old relation is gone and its names are free. */
  readonly rename: string | null;
}

export interface ForeignKey {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
  readonly isOurs: boolean;
  readonly owner: string;
}

export interface Standing {
  readonly owner: string;
  /** The owner is who the session works as. */
  readonly isOwn: boolean;
  /** Names and types in order; the same text means the same columns. */
  readonly columns: readonly string[];
  readonly newColumns: readonly string[];
  readonly dependents: readonly Dependent[];
  readonly belongings: readonly Belonging[];
  readonly incomingKeys: readonly ForeignKey[];
  /** Why only the rows can be exchanged, and not the table. */
  readonly anchors: readonly string[];
}

/**
 * Reads it all in one round trip.
 * @param old quoted, with its schema
 * @param fresh the relation that takes its place
 */
export async function standingOn(run: Run, old: string, fresh: string): Promise<Standing> {
  // Names come out with their schemas only where no search path hides them. The outermost select sets the path back.
  const sql = `select set_config('tsdbt.search_path', current_setting('search_path'), true),
    set_config('search_path', 'pg_catalog', true);
  ${standingSql(literal(old), literal(fresh))}`;
  const { rows } = await run(sql, { fetch: true });
  const text = rows[0]?.[0];
  if (typeof text !== "string") throw new Error(`Bug: ${old} does not exist`);
  return JSON.parse(text) as Standing;
}

const standingSql = (old: string, fresh: string): string => `
with recursive target as (
  select pg_class.*, format('%I.%I', nspname, relname) as name
  from pg_class join pg_namespace on pg_namespace.oid = relnamespace
  where pg_class.oid = to_regclass(${old})
),
${readingSql},
${rightsSql},
fresh_columns as (
  select attname, format('%I %s', attname, format_type(atttypid, atttypmod)) as text, attnum
  from pg_attribute where attrelid = to_regclass(${fresh}) and attnum > 0 and not attisdropped
),
${dependentsSql},
${belongingsSql},
answer as materialized (
select json_build_object(
  'owner', pg_get_userbyid(relowner),
  'isOwn', pg_get_userbyid(relowner) = current_user,
  'columns', (select coalesce(json_agg(format('%I %s', attname, format_type(atttypid, atttypmod)) order by attnum), '[]')
    from pg_attribute where attrelid = target.oid and attnum > 0 and not attisdropped),
  'newColumns', (select coalesce(json_agg(text order by attnum), '[]') from fresh_columns),
  'dependents', (select coalesce(json_agg(dependent order by max_depth), '[]') from dependents),
  'belongings', (select coalesce(json_agg(json_build_object('kind', kind, 'sql', sql, 'rename', rename) order by place, sql), '[]')
    from belongings where sql is not null),
  'incomingKeys', (select coalesce(json_agg(json_build_object('table', format('%I.%I', nspname, relname), 'name', quote_ident(conname),
      'definition', pg_get_constraintdef(pg_constraint.oid), 'isOurs', pg_has_role(pg_class.relowner, 'USAGE'),
      'owner', pg_get_userbyid(pg_class.relowner)) order by conname), '[]')
    from pg_constraint join pg_class on pg_class.oid = conrelid join pg_namespace on pg_namespace.oid = relnamespace
    where contype = 'f' and confrelid = target.oid and conrelid <> target.oid and conparentid = 0),
  'anchors', (select coalesce(json_agg(why order by why), '[]') from (
    select description as why from others
    union all select 'its place in ' || inhparent::regclass from pg_inherits where inhrelid = target.oid
    union all select 'publication ' || pubname from pg_publication_rel join pg_publication on pg_publication.oid = prpubid
      where prrelid = target.oid and (not pg_has_role(pubowner, 'USAGE')
        -- Lists of columns and filters of rows came with version 15.
        or to_jsonb(pg_publication_rel)->>'prqual' is not null or to_jsonb(pg_publication_rel)->>'prattrs' is not null)
  ) as reasons)
)::text as text
from target
)
select text, set_config('search_path', current_setting('tsdbt.search_path'), true)
from (values (1)) as always left join answer on true`;
