/** Finds the file that a node or macro was written in, and where in it its text begins. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { GraphNode, Macro } from "../../core/nodes.ts";
import type { SourceText } from "../load.ts";
import type { MacroSet } from "../macros/macro-set.ts";
import type { ProjectSettings } from "../settings/project-settings.ts";
import { shownPath } from "./places.ts";

/** @param projects by name, the root project included */
export function sourceFinder(
  root: ProjectSettings,
  projects: ReadonlyMap<string, ProjectSettings>,
  macros: () => MacroSet,
): (node: GraphNode | Macro) => SourceText {
  return (node) => {
    if (node.resource_type === "macro") {
      const { definition } = macros().byId.get(node.unique_id) ?? {};
      if (definition !== undefined)
        return { file: definition.file, text: definition.source, offset: definition.offset };
    }
    const owner = projects.get(node.package_name) ?? root;
    const isHook = node.resource_type === "operation";
    const path = isHook ? (owner.file.split("/").at(-1) as string) : node.original_file_path;
    const absolutePath = join(owner.dir, path);
    const text = readText(absolutePath);
    const part = "raw_code" in node ? node.raw_code : "";
    return {
      file: shownPath(root.dir, absolutePath),
      text,
      offset: Math.max(0, text.indexOf(part)),
    };
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
