/** Finds out what stands on a table or view, and what belongs to it: all that must still be there after it is replaced. */
import type { QueryResult } from "../../adapter.ts";
import { literal } from "../quoting.ts";

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

const standingSql = (old: string, fresh: string): string => `
with recursive target as (
  select pg_class.*, format('%I.%I', nspname, relname) as name
  from pg_class join pg_namespace on pg_namespace.oid = relnamespace
  where pg_class.oid = to_regclass(${old})
),
reading as (
  select reader.oid, 1 as depth
  from target join pg_depend on refclassid = 'pg_class'::regclass and refobjid = target.oid
  join pg_rewrite on classid = 'pg_rewrite'::regclass and pg_rewrite.oid = objid
  join pg_class as reader on reader.oid = ev_class and reader.oid <> target.oid
  where reader.relkind in ('v', 'm') and rulename = '_RETURN'
  union
  select reader.oid, depth + 1
  from reading join pg_depend on refclassid = 'pg_class'::regclass and refobjid = reading.oid
  join pg_rewrite on classid = 'pg_rewrite'::regclass and pg_rewrite.oid = objid
  join pg_class as reader on reader.oid = ev_class and reader.oid <> reading.oid
  where reader.relkind in ('v', 'm') and rulename = '_RETURN'
),
rights as (
  -- Rights on relations and columns: of the target for its successor, of views for themselves.
  select pg_class.oid, format('grant %s%s on %s to %s%s', privilege_type,
      case when attname is not null then format(' (%I)', attname) else '' end,
      '{new}',
      case grantee when 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end,
      case when is_grantable then ' with grant option' else '' end) as sql, attname
  from pg_class
  cross join lateral (
    select null::name as attname, acl.* from aclexplode(relacl) as acl
    union all
    select attname, acl.* from pg_attribute, aclexplode(attacl) as acl
    where attrelid = pg_class.oid and attnum > 0 and not attisdropped
  ) as granted
  where grantee <> relowner and (pg_class.oid in (select oid from target) or pg_class.oid in (select oid from reading))
),
remarks as (
  select objoid as oid, attname,
    case when objsubid = 0 then format('comment on {kind} {new} is %L', description)
      else format('comment on column {new}.%I is %L', attname, description) end as sql
  from pg_description
  left join pg_attribute on attrelid = objoid and attnum = objsubid and objsubid > 0
  where classoid = 'pg_class'::regclass
    and (objoid in (select oid from target) or objoid in (select oid from reading))
),
fresh_columns as (
  select attname, format('%I %s', attname, format_type(atttypid, atttypmod)) as text, attnum
  from pg_attribute where attrelid = to_regclass(${fresh}) and attnum > 0 and not attisdropped
),
dependents as (
  select json_build_object(
    'name', format('%I.%I', nspname, relname), 'schema', nspname, 'identifier', relname,
    'description', pg_describe_object('pg_class'::regclass, found.oid, 0),
    'owner', pg_get_userbyid(relowner),
    'kind', case relkind when 'v' then 'view' else 'materialized view' end,
    'isDirect', depth = 1,
    'isOurs', pg_has_role(relowner, 'USAGE'),
    'definition', case relkind when 'v' then 'create or replace view ' else 'create materialized view ' end
      || format('%I.%I', nspname, relname)
      || coalesce(' with (' || array_to_string(reloptions, ', ') || ')', '')
      || ' as ' || rtrim(pg_get_viewdef(found.oid), '; '),
    'dress', coalesce((select json_agg(dress.sql) from (
      select replace(sql, '{new}', format('%I.%I', nspname, relname)) as sql from rights where rights.oid = found.oid
      union all select replace(replace(sql, '{new}', format('%I.%I', nspname, relname)), '{kind}',
        case relkind when 'v' then 'view' else 'materialized view' end) from remarks where remarks.oid = found.oid
      union all select format('alter table %I.%I owner to %I', nspname, relname, pg_get_userbyid(relowner))
    ) as dress), '[]')
  ) as dependent, max_depth
  from (select oid, min(depth) as depth, max(depth) as max_depth from reading group by oid) as found
  join pg_class on pg_class.oid = found.oid join pg_namespace on pg_namespace.oid = relnamespace
),
others as (
  select distinct pg_describe_object(pg_depend.classid, pg_depend.objid, pg_depend.objsubid) as description
  from target join pg_depend on deptype = 'n' and (
    (refclassid = 'pg_class'::regclass and refobjid = target.oid)
    or (refclassid = 'pg_type'::regclass and refobjid in
      (target.reltype, (select typarray from pg_type where pg_type.oid = target.reltype))))
  where not (classid = 'pg_rewrite'::regclass and objid in (
      select pg_rewrite.oid from pg_rewrite join pg_class on pg_class.oid = ev_class
      where ev_class = target.oid or (relkind in ('v', 'm') and rulename = '_RETURN')))
    and not (classid = 'pg_constraint'::regclass and objid in (
      select oid from pg_constraint where conrelid = target.oid or confrelid = target.oid))
    and not (classid = 'pg_trigger'::regclass and objid in (select oid from pg_trigger where tgrelid = target.oid))
    and not (classid = 'pg_policy'::regclass and objid in (select oid from pg_policy where polrelid = target.oid))
    and not (classid = 'pg_publication_rel'::regclass and objid in (select oid from pg_publication_rel where prrelid = target.oid))
    and not (classid = 'pg_attrdef'::regclass and objid in (select oid from pg_attrdef where adrelid = target.oid))
    and not (classid = 'pg_class'::regclass and objid in (
      select indexrelid from pg_index where indrelid = target.oid union all select target.oid))
),
belongings as (
  select 1 as place, 'right' as kind, sql, null as rename from rights
  where oid = (select oid from target) and (attname is null or attname in (select attname from fresh_columns))
  union all
  select 2, 'comment', sql, null from remarks
  where oid = (select oid from target) and (attname is null or attname in (select attname from fresh_columns))
  union all
  select 3, 'index',
    case when indisunique then 'create unique index ' else 'create index ' end || quote_ident('tsdbt_' || indexrelid)
      || ' on {new} using' || substr(pg_get_indexdef(indexrelid), length('CREATE ' || case when indisunique then 'UNIQUE ' else '' end
      || 'INDEX ' || quote_ident(index.relname) || ' ON ' || case when target.relkind = 'p' then 'ONLY ' else '' end || target.name || ' USING') + 1),
    format('alter index %I.%I rename to %I', nspname, 'tsdbt_' || indexrelid, index.relname)
  from target join pg_index on indrelid = target.oid join pg_class as index on index.oid = indexrelid
  join pg_namespace on pg_namespace.oid = index.relnamespace
  where not exists (select from pg_constraint where conindid = indexrelid and contype in ('p', 'u', 'x'))
    -- Those of the config \`indexes\` have a hash for a name, and are made by the config.
    and index.relname !~ '^[0-9a-f]{32}$'
    and not exists (select from unnest(indkey) as key join pg_attribute on attrelid = target.oid and attnum = key
      where attname not in (select attname from fresh_columns))
  union all
  select 4, 'constraint', format('alter table {new} add constraint %I %s', conname,
      replace(pg_get_constraintdef(pg_constraint.oid), 'REFERENCES ' || target.name || '(', 'REFERENCES {new}(')), null
  from target join pg_constraint on conrelid = target.oid
  where contype in ('c', 'f') and conparentid = 0 and (conkey is null or not exists (select from unnest(conkey) as key
    join pg_attribute on attrelid = target.oid and attnum = key where attname not in (select attname from fresh_columns)))
  union all
  select 4, 'constraint', format('alter table {new} add constraint %I %s', 'tsdbt_' || pg_constraint.oid, pg_get_constraintdef(pg_constraint.oid)),
    format('alter table {old} rename constraint %I to %I', 'tsdbt_' || pg_constraint.oid, conname)
  from target join pg_constraint on conrelid = target.oid
  where contype in ('p', 'u', 'x') and not exists (select from unnest(conkey) as key
    join pg_attribute on attrelid = target.oid and attnum = key where attname not in (select attname from fresh_columns))
  union all
  select 5, 'constraint', format('alter table {new} alter column %I %s', attname, clause), null
  from target join pg_attribute on attrelid = target.oid and attnum > 0 and not attisdropped
  left join pg_attrdef on adrelid = target.oid and adnum = attnum and attgenerated = '',
  lateral (values
    (case when attnotnull then 'set not null' end),
    -- A sequence belongs to its table and goes with it.
    (case when pg_get_expr(adbin, adrelid) !~* 'nextval\\(' then 'set default ' || pg_get_expr(adbin, adrelid) end)
  ) as clauses (clause)
  where clause is not null and target.relkind in ('r', 'p') and attname in (select attname from fresh_columns)
  union all
  select 5, 'other', 'alter table {new} ' || clause, null from target, lateral (values
    (case when relrowsecurity then 'enable row level security' end),
    (case when relforcerowsecurity then 'force row level security' end),
    (case when reloptions is not null and relkind = 'r' then 'set (' || array_to_string(reloptions, ', ') || ')' end),
    (case when relreplident = 'f' then 'replica identity full' when relreplident = 'n' then 'replica identity nothing' end)
  ) as clauses (clause) where clause is not null and relkind in ('r', 'p')
  union all
  select 6, 'other', format('create policy %I on {new} as %s for %s to %s%s%s', polname,
      case when polpermissive then 'permissive' else 'restrictive' end,
      case polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
      (select string_agg(case role when 0 then 'public' else quote_ident(pg_get_userbyid(role)) end, ', ') from unnest(polroles) as role),
      ' using (' || pg_get_expr(polqual, polrelid) || ')', ' with check (' || pg_get_expr(polwithcheck, polrelid) || ')'), null
  from target join pg_policy on polrelid = target.oid
  union all
  select 6, 'other', 'create statistics ' || format('%I.%I', nspname, 'tsdbt_' || pg_statistic_ext.oid)
      || replace(substr(pg_get_statisticsobjdef(pg_statistic_ext.oid),
        length('CREATE STATISTICS ' || format('%I.%I', nspname, stxname)) + 1), ' FROM ' || target.name, ' FROM {new}'),
    format('alter statistics %I.%I rename to %I', nspname, 'tsdbt_' || pg_statistic_ext.oid, stxname)
  from target join pg_statistic_ext on stxrelid = target.oid join pg_namespace on pg_namespace.oid = stxnamespace
  where not exists (select from unnest(stxkeys) as key join pg_attribute on attrelid = target.oid and attnum = key
    where attname not in (select attname from fresh_columns))
  union all
  select 6, 'other', format('security label for %I on %s is %L', provider,
      case when objsubid = 0 then 'table {new}' else format('column {new}.%I', attname) end, label), null
  from target join pg_seclabel on objoid = target.oid and classoid = 'pg_class'::regclass
  left join pg_attribute on attrelid = objoid and attnum = objsubid and objsubid > 0
  where attname is null or attname in (select attname from fresh_columns)
  union all
  select 7, 'other', replace(pg_get_triggerdef(pg_trigger.oid), ' ON ' || target.name || ' ', ' ON {new} '), null
  from target join pg_trigger on tgrelid = target.oid where not tgisinternal
  union all
  select 8, 'other', format('alter publication %I add table {new}', pubname), null
  from target join pg_publication_rel on prrelid = target.oid join pg_publication on pg_publication.oid = prpubid
),
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
