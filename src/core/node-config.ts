/** How a node is configured, by dbt's own keys. Plain data. */
import type { DataObject } from "./data.ts";

export interface Hook {
  readonly sql: string;
  readonly transaction: boolean;
  readonly index: number | null;
}

export interface Docs {
  readonly show: boolean;
  readonly node_color: string | null;
}

export interface Contract {
  readonly enforced: boolean;
  readonly alias_types: boolean;
  readonly checksum?: string | null;
}

/** A node's merged configuration. Known keys are typed; adapters and users add their own. */
export interface NodeConfig extends DataObjectLike {
  readonly enabled: boolean;
  readonly materialized: string;
  readonly alias: string | null;
  readonly schema: string | null;
  readonly database: string | null;
  readonly tags: readonly string[];
  readonly meta: DataObject;
  readonly group: string | null;
  readonly quoting?: DataObject;
  readonly column_types?: DataObject;
  readonly "pre-hook"?: readonly Hook[];
  readonly "post-hook"?: readonly Hook[];
  readonly persist_docs?: DataObject;
  readonly full_refresh?: boolean | null;
  readonly unique_key?: string | readonly string[] | null;
  readonly on_schema_change?: string | null;
  readonly incremental_strategy?: string | null;
  readonly grants?: DataObject;
  readonly docs?: Docs;
  readonly contract?: Contract;
  readonly event_time?: string | null;
  readonly access?: string | null;
  // Tests
  readonly severity?: string;
  readonly store_failures?: boolean | null;
  readonly store_failures_as?: string | null;
  readonly where?: string | null;
  readonly limit?: number | null;
  readonly fail_calc?: string;
  readonly warn_if?: string;
  readonly error_if?: string;
}

/** Any further key holds data. Declared apart so that typed keys need no casts. */
interface DataObjectLike {
  // biome-ignore lint/suspicious/noExplicitAny: an index signature that typed keys may narrow
  readonly [key: string]: any;
}
