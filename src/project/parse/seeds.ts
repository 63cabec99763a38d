/** Makes nodes of seed files. */
import { readFileSync } from "node:fs";
import { basename } from "node:path/posix";
import type { FileHash } from "../../core/nodes.ts";
import { seedIsNoText } from "../../core/problems/parse.ts";
import type { ProjectFile } from "../settings/discover.ts";
import type { ProjectSettings } from "../settings/project-settings.ts";
import { pathChecksum, seedChecksum } from "./checksum.ts";
import { configure } from "./configure.ts";
import { asSeed, type Draft, noNames, startNode } from "./draft.ts";
import { noFacts, type SeedFacts } from "./facts.ts";
import { noteHooks } from "./hooks.ts";
import { shownPath } from "./places.ts";
import { addNode, type Workspace } from "./workspace.ts";

/** dbt takes the path of larger seeds for their checksum. */
const largestHashed = 1024 * 1024;

/** Reads a seed as far as the manifest needs it. */
export function readSeed(file: ProjectFile, workspace: Workspace): SeedFacts {
  if (file.size > largestHashed)
    return { kind: "seed", checksum: pathChecksum(file.originalFilePath) };
  const bytes = readFileSync(file.absolutePath);
  return { kind: "seed", checksum: seedChecksum(textOf(bytes, file, workspace)) };
}

function textOf(bytes: Buffer, file: ProjectFile, workspace: Workspace): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const shown = shownPath(workspace.root.dir, file.absolutePath);
    workspace.problems.push(seedIsNoText(shown, { file: shown, line: 1, column: 1 }));
    return "";
  }
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
