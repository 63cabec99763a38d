/** What can be wrong with the files of a project once they can be read: properties files, references, names. */
import type { Place } from "../place.ts";
import { Problem } from "../problem.ts";

/** What is named in a message. */
interface Named {
  readonly name: string;
  readonly resource_type: string;
}

const didYouMean = (meant: string | undefined): string | undefined =>
  meant === undefined ? undefined : `Did you mean "${meant}"?`;

const titled = ({ name, resource_type: type }: Named): string =>
  `${type.replace("_", " ")} "${name}"`;

const listed = (names: readonly unknown[]): string => names.map(String).join(", ");

/**
 * A `ref` names a model, seed or snapshot that is nowhere in the project.
 *
 * @example
 * select * from {{ ref('ordes') }}
 */
export const refNotFound = (from: Named, target: string, meant: string | undefined, at: Place) =>
  new Problem(
    "REF_NOT_FOUND",
    `The ${titled(from)} refers to "${target}", but no model, seed or snapshot is called so.`,
    { at, hint: didYouMean(meant) },
  );

/**
 * A `ref` names a model, seed or snapshot that is disabled.
 *
 * @example
 * -- models/a.sql
 * {{ config(enabled=false) }} select 1 as id
 * -- models/b.sql
 * select * from {{ ref('a') }}
 */
export const refIsDisabled = (from: Named, target: string, at: Place) =>
  new Problem("REF_DISABLED", `The ${titled(from)} refers to "${target}", which is disabled.`, {
    at,
    hint: "Enable it, or disable what refers to it, too.",
  });

/**
 * A `ref` without a package names something that several packages have.
 *
 * @example
 * -- the packages a and b both have a model named orders
 * select * from {{ ref('orders') }}
 */
export const ambiguousRef = (
  from: Named,
  target: string,
  candidates: readonly string[],
  at: Place,
) =>
  new Problem(
    "REF_AMBIGUOUS",
    `The ${titled(from)} refers to "${target}", which could be any of ${listed(candidates)}.`,
    { at, hint: "Name the package: ref('package', 'name')." },
  );

/**
 * A `source` names a table that no properties file lists.
 *
 * @example
 * select * from {{ source('raw', 'order') }}
 */
export const sourceNotFound = (from: Named, target: string, meant: string | undefined, at: Place) =>
  new Problem(
    "SOURCE_NOT_FOUND",
    `The ${titled(from)} reads the source "${target}", which no properties file lists.`,
    { at, hint: didYouMean(meant) },
  );

/**
 * A `source` names a table that is disabled.
 *
 * @example
 * sources: [{name: raw, config: {enabled: false}, tables: [{name: orders}]}]
 * -- select * from {{ source('raw', 'orders') }}
 */
export const sourceIsDisabled = (from: Named, target: string, at: Place) =>
  new Problem(
    "SOURCE_DISABLED",
    `The ${titled(from)} reads the source "${target}", which is disabled.`,
    { at },
  );

/**
 * A model that is private to its group is used from outside.
 *
 * @example
 * models: [{name: ledger, config: {group: finance, access: private}}]
 * -- a model without that group: select * from {{ ref('ledger') }}
 */
export const privateRef = (from: Named, target: Named & { group: string | null }, at: Place) =>
  new Problem(
    "REF_PRIVATE",
    `The ${titled(from)} refers to "${target.name}", which is private to the group "${target.group ?? "none"}".`,
    { at, hint: "Put both in the same group, or make the model protected or public." },
  );

/**
 * A model that is protected is used from another package, which restricts access.
 *
 * @example
 * # dbt_project.yml of a package
 * restrict-access: true
 */
export const protectedRef = (from: Named, target: Named & { package_name: string }, at: Place) =>
  new Problem(
    "REF_PROTECTED",
    `The ${titled(from)} refers to "${target.name}", which only the package "${target.package_name}" may use.`,
    { at, hint: "Use a public model of that package." },
  );

/**
 * A package uses a model of the project that installs it, probably because a name is the same.
 *
 * @example
 * -- dbt_packages/stripe/models/invoices.sql, where the root project has an orders model, too
 * select * from {{ ref('orders') }}
 */
export const dependsOnRootProject = (
  from: Named & { package_name: string },
  target: { readonly unique_id: string },
  at: Place,
) =>
  new Problem(
    "PACKAGE_DEPENDS_ON_ROOT",
    `The ${titled(from)} of the package "${from.package_name}" depends on ${target.unique_id} of the root project.`,
    {
      at,
      hint: "Set the flag require_ref_searches_node_package_before_root to true to let a package find its own models first.",
    },
  );

/**
 * Two resources of one package have the same name.
 *
 * @example
 * models/a/orders.sql
 * models/b/orders.sql
 */
export const duplicateResource = (named: Named, first: Place | undefined, second: Place) =>
  new Problem("DUPLICATE_NAME", `There are two of the ${titled(named)}.`, {
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

/**
 * A section of a properties file is not a list.
 *
 * @example
 * models: {name: orders}
 */
export const sectionIsNoList = (section: string, at: Place) =>
  new Problem("SECTION_IS_NO_LIST", `"${section}" is not a list.`, {
    at,
    hint: `Write each entry below "${section}:" with "- name: …".`,
  });

/**
 * An entry of a section is not a mapping.
 *
 * @example
 * models: [orders]
 */
export const entryIsNoMapping = (section: string, at: Place) =>
  new Problem(
    "ENTRY_IS_NO_MAPPING",
    `An entry of "${section}" is not a mapping of keys to values.`,
    {
      at,
      hint: 'Write it as "- name: …".',
    },
  );

/**
 * An entry of a section has no name, or one that YAML does not read as text.
 *
 * @example
 * models: [{description: Orders}]
 */
export const entryWithoutName = (section: string, name: unknown, at: Place) =>
  new Problem(
    "ENTRY_WITHOUT_NAME",
    name === undefined
      ? `An entry of "${section}" has no name.`
      : `An entry of "${section}" has the name ${JSON.stringify(name)}, which is not text.`,
    { at, hint: name === undefined ? undefined : "Put it in quotes." },
  );

/**
 * A key at the top of a properties file means nothing.
 *
 * @example
 * model: [{name: orders}]
 */
export const unknownSection = (key: string, meant: string | undefined, at: Place) =>
  new Problem("UNKNOWN_SECTION", `Nothing reads the key "${key}" of a properties file.`, {
    at,
    hint: didYouMean(meant),
  });

/**
 * A key in a properties file holds something else than it should.
 *
 * @example
 * models: [{name: orders, columns: {name: id}}]
 */
export const wrongPropertyType = (key: string, expected: string, found: string, at: Place) =>
  new Problem("WRONG_PROPERTY_TYPE", `"${key}" should be ${expected}, but is ${found}.`, { at });

/**
 * An entry of a properties file lacks a key that it needs.
 *
 * @example
 * exposures: [{name: dashboard, type: dashboard}]
 */
export const missingProperty = (title: string, key: string, at: Place) =>
  new Problem("MISSING_PROPERTY", `This ${title} has no "${key}".`, { at });

/**
 * An entry of a properties file has a key that such entries cannot have.
 *
 * @example
 * sources: [{name: raw, table: [{name: orders}]}]
 */
export const unknownProperty = (title: string, key: string, meant: string | undefined, at: Place) =>
  new Problem("UNKNOWN_PROPERTY", `A ${title} has no key "${key}".`, {
    at,
    hint: didYouMean(meant) ?? "Put keys of your own under `meta:`.",
  });

/**
 * A key in a properties file looks mistyped; it is kept, but nothing reads it.
 *
 * @example
 * models: [{name: orders, desciption: One row per order}]
 */
export const mistypedProperty = (title: string, key: string, meant: string, at: Place) =>
  new Problem("MISTYPED_PROPERTY", `Nothing reads the key "${key}" of a ${title}.`, {
    at,
    hint: didYouMean(meant),
  });

/**
 * A property stands both beside `config:` and in it.
 *
 * @example
 * models: [{name: orders, meta: {owner: me}, config: {meta: {owner: you}}}]
 */
export const propertyTwice = (key: string, name: string, at: Place) =>
  new Problem("PROPERTY_TWICE", `"${key}" of "${name}" stands both beside "config" and in it.`, {
    at,
    hint: "Keep the one in `config:`.",
  });

/**
 * Tests are listed under both of their names.
 *
 * @example
 * models: [{name: orders, tests: [unique], data_tests: [not_null]}]
 */
export const testsTwice = (name: string, at: Place) =>
  new Problem("TESTS_TWICE", `"${name}" has both "tests" and "data_tests".`, {
    at,
    hint: "Put all of them under `data_tests:`.",
  });

/**
 * An entry of a properties file speaks of a node that does not exist.
 *
 * @example
 * models: [{name: ordes, description: One row per order}]
 */
export const patchMissesNode = (
  name: string,
  section: string,
  meant: string | undefined,
  at: Place,
) =>
  new Problem(
    "PATCH_MISSES_NODE",
    `"${section}" has an entry for "${name}", which does not exist.`,
    {
      at,
      hint: didYouMean(meant),
    },
  );

/**
 * Two entries of properties files speak of the same resource.
 *
 * @example
 * # models/a.yml and models/b.yml
 * models: [{name: orders}]
 */
export const patchedTwice = (name: string, section: string, first: string, at: Place) =>
  new Problem(
    "PATCHED_TWICE",
    `"${name}" of "${section}" has two entries; the other one is in ${first.replace(/^[^:]*:\/\//, "")}.`,
    { at, hint: "Keep one of them." },
  );

/**
 * An entry speaks of a name that several packages have.
 *
 * @example
 * # a root project whose packages a and b both have a model named orders
 * models: [{name: orders}]
 */
export const ambiguousPatch = (name: string, candidates: readonly string[], at: Place) =>
  new Problem("AMBIGUOUS_PATCH", `"${name}" could be any of ${listed(candidates)}.`, { at });

/**
 * An entry stands in the section of another kind of resource.
 *
 * @example
 * # countries is a seed
 * models: [{name: countries}]
 */
export const wrongSection = (name: string, type: string, section: string, at: Place) =>
  new Problem("WRONG_SECTION", `"${name}" is a ${type}, but stands under "${section}".`, {
    at,
    hint: `Move the entry to "${type === "analysis" ? "analyses" : `${type}s`}:".`,
  });

/**
 * Several disabled nodes have the name that a properties file enables.
 *
 * @example
 * # models/a/orders.sql and models/b/orders.sql are both disabled
 * models: [{name: orders, config: {enabled: true}}]
 */
export const disabledTwice = (name: string, count: number, at: Place) =>
  new Problem(
    "DISABLED_TWICE",
    `${count} disabled nodes are called "${name}"; which one to enable?`,
    {
      at,
      hint: "Enable it in its own file, or in the project file.",
    },
  );

/**
 * A version stands twice in a model's list.
 *
 * @example
 * models: [{name: orders, versions: [{v: 1}, {v: 1}]}]
 */
export const versionTwice = (name: string, version: unknown, at: Place) =>
  new Problem("VERSION_TWICE", `The model "${name}" lists the version ${String(version)} twice.`, {
    at,
  });

/**
 * A model's latest version is none of its versions.
 *
 * @example
 * models: [{name: orders, latest_version: 3, versions: [{v: 1}, {v: 2}]}]
 */
export const latestVersionUnknown = (
  name: string,
  latest: unknown,
  known: readonly unknown[],
  at: Place,
) =>
  new Problem(
    "LATEST_VERSION_UNKNOWN",
    `The latest version of "${name}" is ${String(latest)}, which is not among its versions ${listed(known)}.`,
    { at },
  );

/**
 * A constraint's type is none that there is.
 *
 * @example
 * models: [{name: orders, columns: [{name: id, constraints: [{type: notnull}]}]}]
 */
export const invalidConstraint = (
  owner: string,
  type: unknown,
  types: readonly string[],
  at: Place,
) =>
  new Problem("INVALID_CONSTRAINT", `A constraint of ${owner} has the type "${String(type)}".`, {
    at,
    hint: `Use one of ${listed(types)}.`,
  });

/**
 * A contract is enforced on a model whose columns nobody lists.
 *
 * @example
 * models: [{name: orders, config: {contract: {enforced: true}}}]
 */
export const contractWithoutColumns = (name: string, at: Place) =>
  new Problem(
    "CONTRACT_WITHOUT_COLUMNS",
    `The model "${name}" enforces a contract without columns.`,
    {
      at,
      hint: "List its columns with their data types.",
    },
  );

/**
 * A model has more than one primary key.
 *
 * @example
 * models:
 *   - name: orders
 *     columns:
 *       - {name: id, constraints: [{type: primary_key}]}
 *       - {name: day, constraints: [{type: primary_key}]}
 */
export const primaryKeyTwice = (
  name: string,
  columns: readonly string[],
  ofModel: boolean,
  at: Place,
) =>
  new Problem(
    "PRIMARY_KEY_TWICE",
    `The model "${name}" has primary keys on ${listed(columns)}${ofModel ? " and on the model" : ""}.`,
    { at, hint: "Write one constraint on the model that lists all columns of the key." },
  );

/**
 * A foreign key points to something that is neither a `ref` nor a `source`.
 *
 * @example
 * constraints: [{type: foreign_key, to: customers, to_columns: [id]}]
 */
export const foreignKeyTarget = (name: string, to: string, at: Place) =>
  new Problem("FOREIGN_KEY_TARGET", `A foreign key of the model "${name}" points to "${to}".`, {
    at,
    hint: "Write to: ref('…') or to: source('…', '…').",
  });

/**
 * A YAML snapshot's relation is neither a `ref` nor a `source`.
 *
 * @example
 * snapshots: [{name: orders_snapshot, relation: orders}]
 */
export const relationNotReadable = (name: string, relation: string, at: Place) =>
  new Problem("RELATION_NOT_READABLE", `The snapshot "${name}" reads the relation "${relation}".`, {
    at,
    hint: "Write relation: ref('…') or relation: source('…', '…').",
  });

/**
 * A key of an exposure holds a word that it cannot.
 *
 * @example
 * exposures: [{name: sales, type: report, owner: {name: me}}]
 */
export const invalidExposure = (
  name: string,
  key: string,
  value: string,
  choices: readonly string[],
  at: Place,
) =>
  new Problem("INVALID_EXPOSURE", `The exposure "${name}" has the ${key} "${value}".`, {
    at,
    hint: `Use one of ${listed(choices)}.`,
  });

/**
 * What an exposure depends on is neither a `ref`, a `source` nor a `metric`.
 *
 * @example
 * exposures: [{name: sales, type: dashboard, owner: {name: me}, depends_on: [orders]}]
 */
export const exposureDependsOn = (name: string, line: string, at: Place) =>
  new Problem("EXPOSURE_DEPENDS_ON", `The exposure "${name}" depends on "${line}".`, {
    at,
    hint: "Write ref('…') or source('…', '…').",
  });

/**
 * An owner has neither a name nor an address.
 *
 * @example
 * groups: [{name: finance, owner: {slack: "#finance"}}]
 */
export const ownerWithoutName = (name: string, section: string, at: Place) =>
  new Problem(
    "OWNER_WITHOUT_NAME",
    `The owner of "${name}" (${section}) has no name and no email.`,
    {
      at,
    },
  );

/**
 * Two entries override the same source of a package.
 *
 * @example
 * sources: [{name: stripe, overrides: stripe}, {name: stripe, overrides: stripe}]
 */
export const overrideTwice = (name: string, at: Place) =>
  new Problem("OVERRIDE_TWICE", `The source "${name}" is overridden twice.`, { at });

/**
 * An override speaks of a source or tables that its package does not have.
 *
 * @example
 * sources: [{name: strype, overrides: stripe, schema: raw}]
 */
export const unusedOverride = (target: string, tables: readonly string[], at: Place) =>
  new Problem(
    "UNUSED_OVERRIDE",
    tables.length === 0
      ? `This overrides the source ${target}, which does not exist.`
      : `This overrides tables of the source ${target} that do not exist: ${listed(tables)}.`,
    { at },
  );

/**
 * The project file configures a folder that holds no such resource, so that the config does nothing.
 *
 * @example
 * models: {shop: {stagging: {+materialized: view}}}
 */
export const unusedConfig = (path: string, meant: string | undefined, at: Place) =>
  new Problem("UNUSED_CONFIG", `The config at "${path}" applies to nothing.`, {
    at,
    hint: didYouMean(meant),
  });

/**
 * Freshness is told both by a column and by a query.
 *
 * @example
 * sources: [{name: raw, loaded_at_field: loaded_at, loaded_at_query: select now(), tables: [{name: a}]}]
 */
export const freshnessFieldAndQuery = (name: string, at: Place) =>
  new Problem(
    "FRESHNESS_FIELD_AND_QUERY",
    `The source "${name}" has both "loaded_at_field" and "loaded_at_query".`,
    { at },
  );

/**
 * A test in a properties file names a macro that does not exist.
 *
 * @example
 * models: [{name: orders, columns: [{name: id, data_tests: [uniqe]}]}]
 */
export const testNotFound = (name: string, meant: string | undefined, at: Place) =>
  new Problem("TEST_NOT_FOUND", `There is no generic test named "${name}".`, {
    at,
    hint: didYouMean(meant) ?? "Install the package that has it, or define it with {% test %}.",
  });

/**
 * A test in a properties file is neither a name nor a name with arguments.
 *
 * @example
 * models: [{name: orders, data_tests: [{unique: {}, not_null: {}}]}]
 */
export const testNotReadable = (at: Place) =>
  new Problem("TEST_NOT_READABLE", "This is neither a test's name nor a name with its arguments.", {
    at,
    hint: 'Write "- unique" or "- accepted_values: {arguments: {values: […]}}".',
  });

/**
 * A test's name cannot be the name of a macro.
 *
 * @example
 * models: [{name: orders, data_tests: ["1_unique"]}]
 */
export const testNameInvalid = (name: string, at: Place) =>
  new Problem("TEST_NAME_INVALID", `"${name}" cannot be the name of a test.`, { at });

/**
 * What stands below a test's name is not a mapping.
 *
 * @example
 * models: [{name: orders, columns: [{name: state, data_tests: [{accepted_values: [new, old]}]}]}]
 */
export const testArgumentsNotMapping = (name: string, at: Place) =>
  new Problem(
    "TEST_ARGUMENTS_NOT_MAPPING",
    `The arguments of the test "${name}" are not a mapping.`,
    {
      at,
      hint: 'Name them, such as "arguments: {values: […]}".',
    },
  );

/**
 * A test's config is not a mapping.
 *
 * @example
 * models: [{name: orders, data_tests: [{unique: {config: warn}}]}]
 */
export const testConfigNotMapping = (name: string, at: Place) =>
  new Problem("TEST_CONFIG_NOT_MAPPING", `The "config" of the test "${name}" is not a mapping.`, {
    at,
  });

/**
 * A key of a test's config stands both beside `config:` and in it.
 *
 * @example
 * data_tests: [{unique: {severity: warn, config: {severity: error}}}]
 */
export const testConfigTwice = (name: string, key: string, at: Place) =>
  new Problem(
    "TEST_CONFIG_TWICE",
    `The test "${name}" has "${key}" both beside "config" and in it.`,
    { at, hint: "Keep the one in `config:`." },
  );

/**
 * A test is given the argument that it gets by itself.
 *
 * @example
 * data_tests: [{unique: {model: ref('orders')}}]
 */
export const testModelArgument = (name: string, at: Place) =>
  new Problem("TEST_MODEL_ARGUMENT", `The test "${name}" cannot be given "model".`, {
    at,
    hint: "It is what the test is attached to.",
  });

/**
 * A test's tags are not text.
 *
 * @example
 * data_tests: [{unique: {config: {tags: [1]}}}]
 */
export const testTagsNotStrings = (at: Place) =>
  new Problem("TEST_TAGS_NOT_STRINGS", "The tags of this test are not a list of text.", { at });

/**
 * Arguments of a test stand beside its config instead of under `arguments:`.
 *
 * @example
 * data_tests: [{accepted_values: {values: [new, old]}}]
 */
export const looseTestArguments = (name: string, target: string, count: number, at: Place) =>
  new Problem(
    "LOOSE_TEST_ARGUMENTS",
    `The test "${name}" of "${target}" has arguments that do not stand under "arguments"${others(count)}.`,
    { at, hint: "Move them under `arguments:`." },
  );

/**
 * Config of a test stands beside `config:` instead of in it.
 *
 * @example
 * data_tests: [{unique: {severity: warn}}]
 */
export const looseTestConfig = (name: string, key: string, count: number, at: Place) =>
  new Problem(
    "LOOSE_TEST_CONFIG",
    `The test "${name}" has "${key}" beside its "config"${others(count)}.`,
    { at, hint: "Move it under `config:`." },
  );

const others = (count: number): string =>
  count === 1 ? "" : ` (and so do ${count - 1} other${count === 2 ? "" : "s"})`;

/**
 * An entry of `macros:` speaks of a macro that does not exist.
 *
 * @example
 * macros: [{name: cents_to_dollar, description: Divides by 100}]
 */
export const macroPatchMisses = (name: string, meant: string | undefined, at: Place) =>
  new Problem("MACRO_PATCH_MISSES", `"macros" has an entry for "${name}", which does not exist.`, {
    at,
    hint: didYouMean(meant),
  });

/**
 * The arguments that a properties file lists are not those of the macro.
 *
 * @example
 * # the macro is cents_to_dollars(column)
 * macros: [{name: cents_to_dollars, arguments: [{name: amount}]}]
 */
export const macroArgumentsDiffer = (name: string, what: string, at: Place) =>
  new Problem(
    "MACRO_ARGUMENTS_DIFFER",
    `The entry of the macro "${name}" does not fit it: ${what}.`,
    {
      at,
    },
  );

/**
 * A unit test speaks of a model that does not exist.
 *
 * @example
 * unit_tests: [{name: adds_up, model: ordes, given: [], expect: {rows: []}}]
 */
export const unitTestModel = (name: string, model: string, meant: string | undefined, at: Place) =>
  new Problem(
    "UNIT_TEST_MODEL",
    `The unit test "${name}" tests "${model}", which does not exist.`,
    {
      at,
      hint: didYouMean(meant),
    },
  );

/**
 * The rows of a unit test are not in the form that its format says.
 *
 * @example
 * unit_tests: [{name: a, model: orders, given: [], expect: {format: csv, rows: [{id: 1}]}}]
 */
export const unitTestRows = (name: string, format: string, expected: string, at: Place) =>
  new Problem(
    "UNIT_TEST_ROWS",
    `Rows of the unit test "${name}" should be ${expected}, because their format is ${format}.`,
    { at },
  );

/**
 * An input of a unit test has no rows and is not a seed.
 *
 * @example
 * unit_tests: [{name: a, model: orders, given: [{input: ref('stg_orders')}], expect: {rows: []}}]
 */
export const unitTestSeed = (name: string, input: string, at: Place) =>
  new Problem(
    "UNIT_TEST_SEED",
    `The input ${input} of the unit test "${name}" has no rows, and is no seed that has them.`,
    { at },
  );

/**
 * A unit test names a fixture file that does not exist.
 *
 * @example
 * unit_tests: [{name: a, model: orders, given: [], expect: {format: csv, fixture: nothing}}]
 */
export const fixtureNotFound = (name: string, fixture: string, at: Place) =>
  new Problem("FIXTURE_NOT_FOUND", `The unit test "${name}" names the fixture "${fixture}".`, {
    at,
    hint: "Fixtures are .csv and .sql files in tests/fixtures.",
  });

/**
 * A unit test of an incremental model does not say whether it tests the incremental run.
 *
 * @example
 * unit_tests: [{name: a, model: an_incremental_model, given: [], expect: {rows: []}}]
 */
export const unitTestIncremental = (name: string, model: string, at: Place) =>
  new Problem(
    "UNIT_TEST_INCREMENTAL",
    `The unit test "${name}" does not say whether the model "${model}" is incremental in it.`,
    { at, hint: "Write overrides: {macros: {is_incremental: true}}, or false." },
  );

/**
 * A unit test of an incremental run does not give what the model has already.
 *
 * @example
 * unit_tests:
 *   - name: a
 *     model: an_incremental_model
 *     overrides: {macros: {is_incremental: true}}
 *     given: []
 *     expect: {rows: []}
 */
export const unitTestThis = (name: string, model: string, at: Place) =>
  new Problem(
    "UNIT_TEST_THIS",
    `The unit test "${name}" of an incremental run of "${model}" has no input "this".`,
    { at },
  );

/**
 * A unit test selects versions of a model that has none, or none of those that there are.
 *
 * @example
 * unit_tests: [{name: a, model: orders, versions: {include: [9]}, given: [], expect: {rows: []}}]
 */
export const unitTestVersions = (name: string, model: string, at: Place) =>
  new Problem(
    "UNIT_TEST_VERSIONS",
    `The unit test "${name}" selects versions that the model "${model}" does not have.`,
    { at },
  );

/**
 * A model is older than its deprecation date.
 *
 * @example
 * models: [{name: orders, deprecation_date: 2020-01-01}]
 */
export const deprecatedModel = (name: string, date: string, at: Place) =>
  new Problem("DEPRECATED_MODEL", `The model "${name}" was deprecated on ${date}.`, {
    at,
    hint: "Disable or remove it.",
  });

/**
 * A model refers to one that is, or will be, deprecated.
 *
 * @example
 * -- orders has a deprecation_date
 * select * from {{ ref('orders') }}
 */
export const deprecatedReference = (
  from: string,
  target: string,
  date: string,
  latest: string | undefined,
  at: Place,
) =>
  new Problem(
    "DEPRECATED_REFERENCE",
    `The model "${from}" refers to "${target}", whose deprecation date is ${date}.`,
    { at, hint: latest === undefined ? undefined : `The latest version is ${latest}.` },
  );

/**
 * A properties file holds something else than sections.
 *
 * @example
 * - name: orders
 */
export const fileIsNoMapping = (file: string, at: Place) =>
  new Problem("FILE_IS_NO_MAPPING", `${file} is not a mapping of sections.`, {
    at,
    hint: 'Begin it with a section, such as "models:".',
  });

/**
 * A section of a properties file is understood, but this program does nothing with it.
 *
 * @example
 * metrics: [{name: revenue, label: Revenue, type: simple, type_params: {measure: revenue}}]
 */
export const sectionIgnored = (section: string, at: Place) =>
  new Problem(
    "SECTION_IGNORED",
    `"${section}" are read past: nothing here builds or serves them.`,
    {
      at,
    },
  );
