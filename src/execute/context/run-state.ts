/** What all nodes of one run share: the database, what exists in it, and what was selected. */
import type { Adapter, RelationName } from "../../adapters/adapter.ts";
import type { Emit } from "../../core/events.ts";
import type { Seed } from "../../core/nodes.ts";
import type { Table } from "../../project/context/agate/table.ts";
import type { Project } from "../../project/load.ts";
import type { RelationCache } from "./relation-cache.ts";

export interface RunState {
  readonly project: Project;
  readonly adapter: Adapter;
  readonly emit: Emit;
  /** Which tables and views exist; every create, drop and rename must be told to it. */
  readonly cache: RelationCache;
  /** Unique ids, as `selected_resources` shows them. */
  readonly selected: readonly string[];
  /** Relations of another environment by unique id, when the run defers to it. */
  readonly deferred: ReadonlyMap<string, RelationName>;
  /** Reads a seed's file with dbt's types: `load_agate_table()`. */
  readonly readSeed: (seed: Seed) => Promise<Table>;
  /** Writes below `target/run/`: `write()`. */
  readonly writeRunFile: (nodeId: string, text: string) => void;
}
