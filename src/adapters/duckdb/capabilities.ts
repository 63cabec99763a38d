/** What DuckDB can do. */
import type { Capabilities } from "../adapter.ts";

export const duckdbCapabilities: Capabilities = {
  replaceTable: true,
  replaceView: true,
  transactionalDdl: true,
  grants: false,
  indexes: true,
  materializedViews: false,
  merge: true,
  concurrentBatches: true,
  identifierBytes: undefined,
};
