/** Snapshots that are written in properties files, with `relation:` instead of a query. */
import { relationNotReadable } from "../../core/problems/contracts.ts";
import { textChecksum } from "./checksum.ts";
import { configure } from "./configure.ts";
import { type Draft, noNames, startNode } from "./draft.ts";
import { noFacts } from "./facts.ts";
import { foldersOf } from "./own-entries.ts";
import type { Patching } from "./patches.ts";
import { readText } from "./places.ts";
import { readStatically } from "./static-template.ts";
import { addEnabled, type Workspace } from "./workspace.ts";

/** @throws Problem when `relation` is neither a ref nor a source */
export function addYamlSnapshot({ entry }: Patching, workspace: Workspace): void {
  const { file, name, raw, path } = entry;
  const relation = String(raw.relation);
  const read = readStatically(`{{ ${relation} }}`);
  const [ref] = read?.refs ?? [];
  const [source] = read?.sources ?? [];
  if (ref === undefined && source === undefined)
    throw relationNotReadable(name, relation, file.locate([...path, "relation"]));
  const { owner } = file;
  const node = startNode({
    resourceType: "snapshot",
    name,
    owner,
    path: `${name}.sql`,
    originalFilePath: file.file.originalFilePath,
    uniqueId: `snapshot.${owner.name}.${name}`,
    fqn: [...foldersOf(entry), name],
    text: `select * from {{ ${relation} }}`,
    createdAt: workspace.createdAt,
  });
  node.checksum = textChecksum(readText(file.file));
  if (ref !== undefined) node.refs = [ref];
  else if (source !== undefined) node.sources = [source];
  const draft: Draft = {
    node,
    facts: { ...noFacts, readStatically: false },
    owner,
    kind: "snapshots",
    calls: [],
    names: noNames,
    origin: { file: file.file, yamlPath: path },
  };
  configure(draft, workspace);
  node.unrendered_config = {};
  addEnabled(draft, workspace);
}
