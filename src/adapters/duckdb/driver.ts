/** Loads DuckDB's driver, which takes longer than most commands do otherwise: only when a database is opened. */
import { createRequire } from "node:module";
import type { Bindings } from "./vectors.ts";

/** By `require`, because `import` reads all of a CommonJS package twice to find the names of what it exports. */
export const loadDriver = (): typeof import("@duckdb/node-api") =>
  createRequire(import.meta.url)("@duckdb/node-api");

/** The C API below the driver. */
export const loadBindings = (): Bindings =>
  createRequire(import.meta.url)("@duckdb/node-bindings") as Bindings;
