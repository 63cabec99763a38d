/** Makes nodes of seed files. */
import { readFileSync } from "node:fs";
import { basename } from "node:path/posix";
import type { FileHash } from "../../core/nodes.ts";
import type { ProjectFile } from "../settings/discover.ts";
import type { ProjectSettings } from "../settings/project-settings.ts";
import { pathChecksum, seedChecksum } from "./checksum.ts";
import { configure } from "./configure.ts";
import { asSeed, type Draft, noNames, startNode } from "./draft.ts";
import { noFacts, type SeedFacts } from "./facts.ts";
import { noteHooks } from "./hooks.ts";
import { shownPath } from "./places.ts";
import { decodeSeed } from "./seed-text.ts";
import { addNode, attempt, type Workspace } from "./workspace.ts";

/** dbt takes the path of larger seeds for their checksum. */
const largestHashed = 1024 * 1024;

/** Reads a seed as far as the manifest needs it. */
export function readSeed(file: ProjectFile, workspace: Workspace): SeedFacts {
  if (file.size > largestHashed)
    return { kind: "seed", checksum: pathChecksum(file.originalFilePath) };
  const shown = shownPath(workspace.root.dir, file.absolutePath);
  const text = attempt(workspace, () => decodeSeed(readFileSync(file.absolutePath), shown));
  return { kind: "seed", checksum: seedChecksum(text ?? "") };
}

export function addSeed(
  file: ProjectFile,
  checksum: FileHash,
  owner: ProjectSettings,
  workspace: Workspace,
): void {
  const name = basename(file.path, ".csv");
  const node = startNode({
    resourceType: "seed",
    name,
    owner,
    path: file.path,
    originalFilePath: file.originalFilePath,
    uniqueId: `seed.${owner.name}.${name}`,
    fqn: [owner.name, ...file.path.split("/").slice(0, -1), name],
    text: "",
    createdAt: workspace.createdAt,
  });
  node.checksum = checksum;
  const draft: Draft = {
    node: asSeed(node, owner.dir),
    facts: noFacts,
    owner,
    kind: "seeds",
    calls: [],
    names: noNames,
    origin: { file, offset: 0 },
  };
  configure(draft, workspace);
  noteHooks(draft, workspace);
  addNode(draft, workspace);
}
