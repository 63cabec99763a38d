/**
 * What a project is made of: the resources of dbt's manifest v12, with the manifest's own field names, because the
 * same objects are the artifact, the `model` and `graph` of the Jinja context, and what selectors look at.
 * Plain data: this file reads nothing and runs nothing.
 */
import type { Data, DataObject } from "./data.ts";
import type { Contract, Docs, NodeConfig } from "./node-config.ts";

export interface FileHash {
  readonly name: "sha256" | "path" | "none";
  readonly checksum: string;
}

export interface RefArgs {
  readonly name: string;
  readonly package: string | null;
  readonly version: string | number | null;
}

export interface DependsOn {
  readonly macros: readonly string[];
  readonly nodes: readonly string[];
}

export interface Column {
  readonly name: string;
  readonly description: string;
  readonly meta: DataObject;
  readonly data_type: string | null;
  readonly constraints: readonly DataObject[];
  readonly quote: boolean | null;
  readonly config: { readonly meta: DataObject; readonly tags: readonly string[] };
  readonly tags: readonly string[];
  readonly granularity: string | null;
  readonly dimension: Data;
  readonly entity: Data;
  readonly doc_blocks: readonly string[];
}

interface Resource {
  readonly name: string;
  readonly resource_type: string;
  readonly package_name: string;
  /** Below the resource's own folder (`staging/orders.sql`). */
  readonly path: string;
  /** Below the package's root (`models/staging/orders.sql`). */
  readonly original_file_path: string;
  readonly unique_id: string;
}

interface GraphResource extends Resource {
  readonly fqn: readonly string[];
}

interface ParsedNode extends GraphResource {
  readonly database: string;
  readonly schema: string;
  readonly alias: string;
  readonly checksum: FileHash;
  readonly config: NodeConfig;
  readonly tags: readonly string[];
  readonly description: string;
  readonly columns: Readonly<Record<string, Column>>;
  readonly meta: DataObject;
  readonly group: string | null;
  readonly docs: Docs;
  readonly patch_path: string | null;
  readonly build_path: string | null;
  readonly unrendered_config: DataObject;
  /** Seconds since 1970. */
  readonly created_at: number;
  readonly relation_name: string | null;
  readonly raw_code: string;
  readonly doc_blocks: readonly string[];
}

interface CompilableNode extends ParsedNode {
  readonly language: "sql" | "python";
  readonly refs: readonly RefArgs[];
  readonly sources: readonly (readonly string[])[];
  readonly metrics: readonly (readonly string[])[];
  readonly functions: readonly (readonly string[])[];
  readonly depends_on: DependsOn;
  readonly compiled_path: string | null;
  readonly compiled?: boolean;
  readonly compiled_code?: string | null;
  readonly extra_ctes_injected?: boolean;
  readonly extra_ctes?: readonly { readonly id: string; readonly sql: string }[];
  readonly contract: Contract;
}

export interface Model extends CompilableNode {
  readonly resource_type: "model";
  readonly access: string;
  readonly constraints: readonly DataObject[];
  readonly version: string | number | null;
  readonly latest_version: string | number | null;
  readonly deprecation_date: string | null;
  readonly primary_key: readonly string[];
  readonly time_spine: Data;
}

export interface Analysis extends CompilableNode {
  readonly resource_type: "analysis";
}

export interface Snapshot extends CompilableNode {
  readonly resource_type: "snapshot";
}

export interface FunctionArgument {
  readonly name: string;
  readonly data_type: string;
  readonly description: string | null;
  readonly default_value: Data;
}

/** The same function for other arguments, whose text stands in another file. */
export interface FunctionOverload {
  readonly defined_in: string;
  readonly arguments: readonly FunctionArgument[];
  readonly returns: FunctionReturns | null;
  readonly description: string | null;
  readonly raw_body: string | null;
  readonly compiled_body: string | null;
}

export interface FunctionReturns {
  readonly data_type: string;
  readonly description: string | null;
}

/** A function that users define in SQL: beside the other nodes here, in a section of its own in the manifest's file. */
export interface FunctionNode extends CompilableNode {
  readonly resource_type: "function";
  readonly returns: FunctionReturns;
  readonly arguments: readonly FunctionArgument[];
  readonly overloads: readonly FunctionOverload[];
}

export interface SingularTest extends CompilableNode {
  readonly resource_type: "test";
  readonly test_metadata?: undefined;
}

export interface TestMetadata {
  readonly name: string;
  readonly kwargs: DataObject;
  readonly namespace: string | null;
}

export interface GenericTest extends CompilableNode {
  readonly resource_type: "test";
  readonly column_name: string | null;
  readonly file_key_name: string | null;
  readonly attached_node: string | null;
  readonly test_metadata: TestMetadata;
}

/** An on-run-start or on-run-end statement. */
export interface HookNode extends CompilableNode {
  readonly resource_type: "operation";
  readonly index: number | null;
}

/** A statement typed at the command line: `show --inline`, `compile --inline`. */
export interface SqlOperation extends CompilableNode {
  readonly resource_type: "sql_operation";
}

export interface Seed extends ParsedNode {
  readonly resource_type: "seed";
  readonly root_path: string;
  readonly depends_on: { readonly macros: readonly string[] };
}

export type ManifestNode =
  | Model
  | Analysis
  | Snapshot
  | FunctionNode
  | SingularTest
  | GenericTest
  | HookNode
  | SqlOperation
  | Seed;

export interface Source extends GraphResource {
  readonly resource_type: "source";
  readonly database: string | null;
  readonly schema: string;
  readonly source_name: string;
  readonly source_description: string;
  readonly loader: string;
  readonly identifier: string;
  readonly quoting: DataObject;
  readonly loaded_at_field: string | null;
  readonly loaded_at_query: string | null;
  readonly freshness: DataObject | null;
  readonly external: DataObject | null;
  readonly description: string;
  readonly columns: Readonly<Record<string, Column>>;
  readonly meta: DataObject;
  readonly source_meta: DataObject;
  readonly tags: readonly string[];
  readonly config: NodeConfig;
  readonly patch_path: string | null;
  readonly unrendered_config: DataObject;
  readonly relation_name: string | null;
  readonly created_at: number;
  readonly unrendered_database: string | null;
  readonly unrendered_schema: string | null;
  readonly doc_blocks: readonly string[];
}

export interface Exposure extends GraphResource {
  readonly resource_type: "exposure";
  readonly type: string;
  readonly owner: DataObject;
  readonly description: string;
  readonly label: string | null;
  readonly maturity: string | null;
  readonly meta: DataObject;
  readonly tags: readonly string[];
  readonly config: NodeConfig;
  readonly unrendered_config: DataObject;
  readonly url: string | null;
  readonly depends_on: DependsOn;
  readonly refs: readonly RefArgs[];
  readonly sources: readonly (readonly string[])[];
  readonly metrics: readonly (readonly string[])[];
  readonly created_at: number;
}

export interface UnitTest extends GraphResource {
  readonly resource_type: "unit_test";
  readonly model: string;
  readonly given: readonly DataObject[];
  readonly expect: DataObject;
  readonly description: string;
  readonly overrides: DataObject | null;
  readonly depends_on: DependsOn;
  readonly config: NodeConfig;
  readonly checksum: string | null;
  readonly schema: string | null;
  readonly created_at: number;
  readonly versions: Data;
  readonly version: string | number | null;
}

export interface Macro extends Resource {
  readonly resource_type: "macro";
  readonly macro_sql: string;
  readonly depends_on: { readonly macros: readonly string[] };
  readonly description: string;
  readonly meta: DataObject;
  readonly docs: Docs;
  readonly config: DataObject;
  readonly patch_path: string | null;
  readonly arguments: readonly DataObject[];
  readonly created_at: number;
  readonly supported_languages: readonly string[] | null;
}

export interface Documentation extends Resource {
  readonly resource_type: "doc";
  readonly block_contents: string;
}

export interface Group extends Resource {
  readonly resource_type: "group";
  readonly owner: DataObject;
  readonly description: string | null;
  readonly config: DataObject;
}

/** Everything that stands in the graph and can be selected. */
export type GraphNode = ManifestNode | Source | Exposure | UnitTest;
export type TestNode = SingularTest | GenericTest;

export const isGenericTest = (node: GraphNode): node is GenericTest =>
  node.resource_type === "test" && node.test_metadata !== undefined;

/** A relation is built or read under this node's name; tests, analyses and hooks have none of their own. */
export const isRefable = (node: GraphNode): node is Model | Seed | Snapshot =>
  node.resource_type === "model" ||
  node.resource_type === "seed" ||
  node.resource_type === "snapshot";

export const isEphemeral = (node: GraphNode): boolean =>
  node.resource_type === "model" && node.config.materialized === "ephemeral";
