/** What can be wrong with a resource of the project itself: its name, its place, its settings. */
import type { Place } from "../place.ts";
import { Problem } from "../problem.ts";
import { didYouMean, listed, type Named, titled } from "./wording.ts";

/**
 * Two resources of one package have the same name.
 *
 * @example
 * models/a/orders.sql
 * models/b/orders.sql
 */
export const duplicateResource = (named: Named, first: Place | undefined, second: Place) =>
  new Problem("DUPLICATE_NAME", `The ${titled(named)} is defined twice.`, {
    at: second,
    frames: first === undefined ? [] : [{ label: "the other one", at: first }],
    hint: "Rename one of them, or disable it.",
  });

/**
 * Two nodes would be built as the same table or view.
 *
 * @example
 * -- models/a.sql
 * {{ config(alias='orders') }} select 1 as id
 * -- models/orders.sql
 * select 2 as id
 */
export const ambiguousAlias = (
  relation: string,
  ids: readonly [string, string],
  first: Place,
  second: Place,
) =>
  new Problem("AMBIGUOUS_ALIAS", `${ids[0]} and ${ids[1]} would both be built as ${relation}.`, {
    at: second,
    frames: [{ label: "the other one", at: first }],
    hint: "Give one of them another alias or schema.",
  });

/**
 * A model has versions, and another model has its bare name.
 *
 * @example
 * models: [{name: orders, versions: [{v: 1}]}]
 * # and models/orders.sql beside models/orders_v1.sql
 */
export const versionedAndNot = (name: string, at: Place) =>
  new Problem("VERSIONED_AND_NOT", `The model "${name}" is there both with versions and without.`, {
    at,
  });

/**
 * A resource's name has spaces in it.
 *
 * @example
 * models/my orders.sql
 */
export const nameWithSpaces = (id: string, at: Place) =>
  new Problem("NAME_WITH_SPACES", `The name of ${id} has spaces in it.`, {
    at,
    hint: "Rename its file or block.",
  });

/**
 * A model names a group that no properties file defines.
 *
 * @example
 * {{ config(group='finanse') }} select 1 as id
 */
export const groupNotFound = (name: string, group: string, meant: string | undefined, at: Place) =>
  new Problem("GROUP_NOT_FOUND", `"${name}" is in the group "${group}", which is not defined.`, {
    at,
    hint: didYouMean(meant) ?? "Define it under `groups:` in a properties file.",
  });

/**
 * A model's access is none of dbt's levels.
 *
 * @example
 * {{ config(access='open') }} select 1 as id
 */
export const invalidAccess = (id: string, access: string, levels: readonly string[], at: Place) =>
  new Problem("INVALID_ACCESS", `${id} has the access "${access}".`, {
    at,
    hint: `Use one of ${listed(levels)}.`,
  });

/**
 * A model that has no relation of its own cannot be public.
 *
 * @example
 * {{ config(materialized='ephemeral', access='public') }} select 1 as id
 */
export const ephemeralIsPublic = (name: string, at: Place) =>
  new Problem("EPHEMERAL_IS_PUBLIC", `The model "${name}" is ephemeral, so it cannot be public.`, {
    at,
  });

/**
 * A snapshot lacks a setting, or two of its settings contradict each other.
 *
 * @example
 * {% snapshot orders_snapshot %}
 * {{ config(strategy='timestamp', unique_key='id') }}
 * select * from {{ ref('orders') }}
 * {% endsnapshot %}
 */
export const snapshotConfig = (name: string, fault: string, at: Place) =>
  new Problem("SNAPSHOT_CONFIG", `The snapshot "${name}" ${fault}.`, { at });

/**
 * A microbatch model lacks a setting, or has one of the wrong kind.
 *
 * @example
 * {{ config(materialized='incremental', incremental_strategy='microbatch') }} select 1 as id
 */
export const microbatchConfig = (name: string, setting: string, at: Place) =>
  new Problem("MICROBATCH_CONFIG", `The microbatch model "${name}" needs the config ${setting}.`, {
    at,
  });

/**
 * A snapshot block has no name.
 *
 * @example
 * {% snapshot %}select 1 as id{% endsnapshot %}
 */
export const snapshotWithoutName = (at: Place) =>
  new Problem("SNAPSHOT_WITHOUT_NAME", "This snapshot block has no name.", {
    at,
    hint: "Write {% snapshot name %}.",
  });

/**
 * A docs block has no name.
 *
 * @example
 * {% docs %}What an order is.{% enddocs %}
 */
export const docsWithoutName = (at: Place) =>
  new Problem("DOCS_WITHOUT_NAME", "This docs block has no name.", {
    at,
    hint: "Write {% docs name %}.",
  });

/**
 * A description names a docs block that does not exist.
 *
 * @example
 * models: [{name: orders, description: "{{ doc('ordrs') }}"}]
 */
export const docNotFound = (id: string, name: string, meant: string | undefined, at: Place) =>
  new Problem(
    "DOC_NOT_FOUND",
    `The description of ${id} names the docs block "${name}", which does not exist.`,
    { at, hint: didYouMean(meant) },
  );

/**
 * A seed's hook depends on other nodes, but seeds are where the graph begins.
 *
 * @example
 * seeds: {my_project: {+post-hook: "insert into {{ ref('log') }} values (1)"}}
 */
export const seedDependsOnNodes = (name: string, at: Place) =>
  new Problem(
    "SEED_DEPENDS_ON_NODES",
    `A hook of the seed "${name}" refers to a model or source, but seeds depend on nothing.`,
    { at },
  );
