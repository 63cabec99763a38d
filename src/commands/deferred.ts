/** Where an earlier run put its tables, for `--defer` and `clone`. Only the manifest of that run is read. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { RelationName } from "../adapters/adapter.ts";
import type { Manifest } from "../core/manifest.ts";
import { stateInvalid, stateNeeded, stateNotFound } from "../core/problems/state.ts";
import type { Context } from "./context.ts";

const resourceTypes = ["model", "seed", "snapshot"];

/** A manifest as far as deferring asks: any version of dbt's has these fields. A function, since few commands need zod. */
const manifestSchema = () => {
  const node = z.object({
    resource_type: z.string(),
    database: z.string().nullable().optional(),
    schema: z.string().nullable().optional(),
    alias: z.string().nullable().optional(),
    config: z.object({ materialized: z.string().nullable().optional() }).optional(),
  });
  return z.object({ nodes: z.record(z.string(), node) });
};

/**
 * The relations of the earlier run by unique id, of those nodes that the project has too.
 * @returns undefined when the command asks for no such thing
 * @throws Problem when it does, and there is no readable manifest
 */
export function deferredOf(
  { flags, location }: Context,
  { nodes }: Manifest,
): ReadonlyMap<string, RelationName> | undefined {
  const isClone = flags.which === "clone";
  if (!isClone && !flags.defer) return undefined;
  const folder = flags.deferState ?? flags.state;
  if (folder === null) throw stateNeeded(isClone ? "clone" : "--defer");
  const file = join(folder, "manifest.json");
  const earlier = readNodes(file, resolve(location.workingDir, file));
  return new Map(
    Object.entries(earlier).flatMap(([id, node]) => {
      const { database = null, schema = null, alias: identifier = null } = node;
      const counts = resourceTypes.includes(node.resource_type) && !isInlined(node);
      return counts && nodes[id] ? [[id, { database, schema, identifier }]] : [];
    }),
  );
}

type EarlierNode = z.infer<ReturnType<typeof manifestSchema>>["nodes"][string];

const isInlined = ({ config }: EarlierNode): boolean => config?.materialized === "ephemeral";

function readNodes(file: string, path: string): Readonly<Record<string, EarlierNode>> {
  if (!existsSync(path)) throw stateNotFound(file);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (thrown) {
    throw stateInvalid(file, thrown instanceof Error ? thrown.message : String(thrown));
  }
  const parsed = manifestSchema().safeParse(content);
  if (parsed.success) return parsed.data.nodes;
  const [issue] = parsed.error.issues;
  throw stateInvalid(file, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
}
