/** What Postgres can do. */
import type { Capabilities } from "../adapter.ts";

/** The first version with `merge`. */
const firstWithMerge = 15;

/** @param version such as `15.18` */
export const postgresCapabilities = (version: string): Capabilities => ({
  replaceTable: false,
  replaceView: false,
  transactionalDdl: true,
  grants: true,
  indexes: true,
  materializedViews: true,
  merge: Number.parseInt(version, 10) >= firstWithMerge,
  concurrentBatches: false,
  identifierBytes: 63,
});
