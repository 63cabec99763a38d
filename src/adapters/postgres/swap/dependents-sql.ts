/** The parts of the query about what stands on a relation that find out who reads it. Parts of `standing.ts`, in SQL only. */

/** Views that read the relation `target`, directly or by way of others, and at which depth. */
export const readingSql = `reading as (
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
)`;

/** What is known of each of them, and what else depends on the target and cannot be pointed elsewhere. */
export const dependentsSql = `dependents as (
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
)`;
