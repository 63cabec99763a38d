/** Turns a node's template into the SQL that runs: renders it and puts the ephemeral models that it reads in front. */

/** What compiling adds to a node, with the manifest's field names. */
export interface CompiledNode {
  readonly compiled: boolean;
  readonly compiled_code: string | null;
  readonly extra_ctes_injected: boolean;
  readonly extra_ctes: readonly { readonly id: string; readonly sql: string }[];
  /** Relative to the project's root. */
  readonly compiled_path: string | null;
  readonly relation_name?: string | null;
}
