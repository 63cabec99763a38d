/** A node while it is put together: the manifest's fields, not yet final, and what they are made from. */
import type { Data, DataObject } from "../../core/data.ts";
import type { NodeConfig } from "../../core/node-config.ts";
import type {
  DependsOn,
  FunctionArgument,
  FunctionOverload,
  FunctionReturns,
  GenericTest,
  ManifestNode,
  Model,
  RefArgs,
  TestMetadata,
} from "../../core/nodes.ts";
import { noItems } from "../settings/compact.ts";
import type { ProjectFile } from "../settings/discover.ts";
import type { ConfigKind, ProjectSettings } from "../settings/project-settings.ts";
import { noChecksum } from "./checksum.ts";
import type { TemplateFacts } from "./facts.ts";

export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

type Shared = Omit<
  Model,
  "resource_type" | "refs" | "sources" | "functions" | "depends_on" | "config"
>;

/** The fields of every kind of node; those that a kind does not have are never set on it. */
export interface DraftNode extends Mutable<Shared> {
  resource_type: ManifestNode["resource_type"];
  config: NodeConfig;
  refs: readonly RefArgs[];
  sources: readonly (readonly string[])[];
  functions: readonly (readonly string[])[];
  depends_on: DependsOn;
  column_name?: string | null;
  file_key_name?: string | null;
  attached_node?: string | null;
  test_metadata?: TestMetadata;
  index?: number | null;
  root_path?: string;
  returns?: FunctionReturns;
  arguments?: readonly FunctionArgument[];
  overloads?: readonly FunctionOverload[];
}

export interface Draft {
  readonly node: DraftNode;
  readonly facts: TemplateFacts;
  readonly owner: ProjectSettings;
  readonly kind: ConfigKind;
  /** Each `config()` call, or what stands for them. */
  readonly calls: readonly DataObject[];
  /** What the `generate_*_name` macros are given. */
  names: { readonly database: Data; readonly schema: Data; readonly alias: Data };
  /** Where it is written: a template in a file, or an entry of a properties file. */
  readonly origin: Origin;
}

export interface Origin {
  readonly file: ProjectFile;
  /** Where the template begins in its file; undefined when the file is a properties file. */
  readonly offset?: number;
  /** Where the entry stands in a properties file. */
  readonly yamlPath?: readonly (string | number)[];
  /** The text itself, when it stands in no file, and what it is called. */
  readonly text?: string;
  readonly shown?: string;
}

export interface DraftStart {
  readonly resourceType: ManifestNode["resource_type"];
  readonly name: string;
  readonly owner: ProjectSettings;
  readonly path: string;
  readonly originalFilePath: string;
  readonly uniqueId: string;
  readonly fqn: readonly string[];
  readonly text: string;
  readonly createdAt: number;
}

export const noNames = { database: null, schema: null, alias: null };

const noConfig = {} as NodeConfig;
const shown = { show: true, node_color: null };

// Most fields of most nodes stay empty, so that they share what is empty. It is frozen: a field is replaced, not filled.
const noEntries = Object.freeze({});
const noDependencies: DependsOn = Object.freeze({ macros: noItems, nodes: noItems });
const noContract = Object.freeze({ enforced: false, alias_types: true, checksum: null });

/** A node's fields in the manifest's order, as dbt fills them before anything is known. */
export function startNode(start: DraftStart): DraftNode {
  return {
    database: "",
    schema: "",
    name: start.name,
    resource_type: start.resourceType,
    package_name: start.owner.name,
    path: start.path,
    original_file_path: start.originalFilePath,
    unique_id: start.uniqueId,
    fqn: start.fqn,
    alias: start.name,
    checksum: noChecksum,
    config: noConfig,
    tags: noItems,
    description: "",
    columns: noEntries,
    meta: noEntries,
    group: null,
    docs: shown,
    patch_path: null,
    build_path: null,
    unrendered_config: noEntries,
    created_at: start.createdAt,
    relation_name: null,
    raw_code: start.text,
    doc_blocks: noItems,
    language: "sql",
    refs: noItems,
    sources: noItems,
    metrics: noItems,
    functions: noItems,
    depends_on: noDependencies,
    compiled_path: null,
    contract: noContract,
  } as unknown as DraftNode;
}

/** Adds the fields that only models have. */
export function asModel(node: DraftNode): DraftNode {
  node.access = "protected";
  node.constraints = noItems;
  node.version = null;
  node.latest_version = null;
  node.deprecation_date = null;
  node.primary_key = noItems;
  node.time_spine = null;
  return node;
}

/** Notes what the node's template refers to and calls. */
export function takeFacts(
  node: DraftNode,
  { refs, sources, macros }: Pick<TemplateFacts, "refs" | "sources" | "macros">,
): void {
  node.refs = refs;
  node.sources = sources;
  node.depends_on = { macros, nodes: noItems };
}

/** Adds the fields that only functions have; a properties file says what they are. */
export function asFunction(node: DraftNode): DraftNode {
  return Object.assign(node, { arguments: [], overloads: [] });
}

export interface TestFields {
  readonly columnName: string | null;
  readonly fileKeyName: string;
  readonly metadata: GenericTest["test_metadata"];
}

/** Adds the fields that only generic tests have. */
export function asGenericTest(node: DraftNode, fields: TestFields): DraftNode {
  node.column_name = fields.columnName;
  node.file_key_name = fields.fileKeyName;
  node.attached_node = null;
  node.test_metadata = fields.metadata;
  return node;
}

/** A seed has no SQL, so that the fields of a template are not its own. */
export function asSeed(node: DraftNode, rootPath: string): DraftNode {
  const seed: Partial<DraftNode> = { ...node };
  for (const key of templateFields) delete seed[key];
  return Object.assign(seed, { root_path: rootPath, depends_on: { macros: [] } }) as DraftNode;
}

const templateFields = [
  "language",
  "refs",
  "sources",
  "metrics",
  "functions",
  "depends_on",
  "compiled_path",
  "contract",
] as const;

export const isRelational = (node: DraftNode): boolean =>
  node.resource_type === "model" ||
  node.resource_type === "seed" ||
  node.resource_type === "snapshot" ||
  node.resource_type === "function";

/** The name under which `ref` finds it. */
export const searchName = (node: Pick<DraftNode, "name" | "version">): string =>
  node.version === null || node.version === undefined ? node.name : `${node.name}.v${node.version}`;
