/** The parts of the query about what stands on a relation that write down what belongs to it. Parts of `standing.ts`, in SQL only. */

/** Rights and comments, of the target for its successor and of views for themselves. */
export const rightsSql = `rights as (
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
)`;

/** Statements that give the new relation what the old one has, as far as it has the columns. */
export const belongingsSql = `belongings as (
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
)`;
