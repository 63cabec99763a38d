/** Docs blocks of Markdown files, and the page that describes a project which says nothing of itself. */

import { placeOf } from "../../core/place.ts";
import { docsWithoutName, duplicateResource } from "../../core/problems/resources.ts";
import { Interpreter, parseTemplate, scanBlocks } from "../../jinja/index.ts";
import type { ProjectFile } from "../settings/discover.ts";
import { strip } from "./checksum.ts";
import type { DocsFacts } from "./facts.ts";
import { readText, shownPath } from "./places.ts";
import { hasJinja } from "./render-entry.ts";
import { attempt, type Workspace } from "./workspace.ts";

/** Reads the blocks of a file; undefined when it is wrong, which is then noted. */
export function readDocs(file: ProjectFile, workspace: Workspace): DocsFacts | undefined {
  const text = readText(file);
  if (!text.includes("{%")) return { kind: "docs", blocks: [] };
  const shown = shownPath(workspace.root.dir, file.absolutePath);
  return attempt(workspace, () => {
    const blocks = scanBlocks(text, shown, ["docs"]).map((block) => {
      const name = block.args.trim();
      if (name === "") throw docsWithoutName(placeOf(shown, text, block.offset));
      return {
        name,
        contents: strip(contentsOf(block.contents, shown, block.contentsOffset, text)),
      };
    });
    return { kind: "docs", blocks };
  });
}

/** dbt renders blocks with no names at all. */
function contentsOf(contents: string, file: string, offset: number, fileSource: string): string {
  if (!hasJinja(contents)) return contents;
  const interpreter = new Interpreter({ globals: { get: () => undefined } });
  return interpreter.renderSync(parseTemplate(contents, file, { offset, fileSource }));
}

export function addDocs(file: ProjectFile, facts: DocsFacts, workspace: Workspace): void {
  for (const { name, contents } of facts.blocks) {
    const id = `doc.${file.package}.${name}`;
    if (workspace.docs.has(id)) {
      const shown = shownPath(workspace.root.dir, file.absolutePath);
      const text = readText(file);
      const offset = text.lastIndexOf(`docs ${name}`);
      workspace.problems.push(
        duplicateResource(
          { name, resource_type: "docs block" },
          undefined,
          placeOf(shown, text, Math.max(0, offset)),
        ),
      );
      continue;
    }
    workspace.docs.set(id, {
      name,
      resource_type: "doc",
      package_name: file.package,
      path: file.path,
      original_file_path: file.originalFilePath,
      unique_id: id,
      block_contents: contents,
    });
  }
}

const overview = `### Your project

Models, seeds, snapshots and sources of this project and its packages are listed at the side, by folder and by database.
Open one to see its description, columns, tests and SQL, and what it reads and feeds.

To put your own page here, write a docs block named \`__overview__\` in a Markdown file of the project.`;

/** The page that is shown when the project has no docs block named \`__overview__\`. */
export function addOverview({ docs }: Workspace): void {
  docs.set("doc.dbt.__overview__", {
    name: "__overview__",
    resource_type: "doc",
    package_name: "dbt",
    path: "overview.md",
    original_file_path: "docs/overview.md",
    unique_id: "doc.dbt.__overview__",
    block_contents: overview,
  });
}
