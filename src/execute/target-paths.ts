/** Where a node's compiled and executed SQL lies below the target folder, as dbt lays it out. Touches no file. */
import { posix } from "node:path";
import type { ManifestNode, UnitTest } from "../core/nodes.ts";

type Kind = "compiled" | "run";

/**
 * The file's path, relative to the project where the target folder is.
 * @param batch what tells the batches of a microbatch model apart
 */
export function targetPathOf(
  node: ManifestNode | UnitTest,
  kind: Kind,
  targetPath: string,
  batch?: string,
): string {
  const path = withBatch(pathBelow(node), batch);
  return posix.join(targetPath, kind, node.package_name, path);
}

/** A unit test's own path, which dbt makes up: its file's folder, and a name of its own. */
export function unitTestPath({ name, version, original_file_path: file }: UnitTest): string {
  const suffix = version === null || version === undefined ? "" : `_v${version}`;
  return posix.join(posix.dirname(file), `${name}${suffix}.sql`);
}

/** Several nodes of one file, such as tests in a YAML file, each get a file in a folder of its name. */
function pathBelow(node: ManifestNode | UnitTest): string {
  const { original_file_path: file, name } = node;
  const path = node.resource_type === "unit_test" ? unitTestPath(node) : node.path;
  if (node.resource_type === "snapshot") return posix.join(file, `${name}.sql`);
  return posix.basename(path) === posix.basename(file) ? file : posix.join(file, path);
}

function withBatch(path: string, batch: string | undefined): string {
  if (batch === undefined) return path;
  const { dir, name, ext } = posix.parse(path);
  return posix.join(dir, name, `${name}_${batch}${ext}`);
}
