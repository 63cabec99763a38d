/** Finds the file that a node or macro was written in, and where in it its text begins. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { GraphNode, Macro } from "../../core/nodes.ts";
import type { SourceText } from "../load.ts";
import type { MacroSet } from "../macros/macro-set.ts";
import type { ProjectSettings } from "../settings/project-settings.ts";
import { shownPath } from "./places.ts";
import { offsetOfTest, offsetOfUnitTest } from "./test-place.ts";

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
    const file = shownPath(root.dir, absolutePath);
    return new LazySource(file, absolutePath, (text) => offsetOf(node, text, file));
  };
}

function offsetOf(node: GraphNode | Macro, text: string, file: string): number {
  if (node.resource_type === "unit_test") return offsetOfUnitTest(node, text, file) ?? 0;
  if (node.resource_type === "test" && "attached_node" in node)
    return offsetOfTest(node, text, file) ?? 0;
  return Math.max(0, text.indexOf("raw_code" in node ? node.raw_code : ""));
}

/** Reads the file when its text is asked for. A class, since an object with getters of its own has a shape of its own. */
class LazySource implements SourceText {
  readonly file: string;
  readonly #path: string;
  readonly #offsetIn: (text: string) => number;
  #read: string | undefined;

  constructor(file: string, path: string, offsetIn: (text: string) => number) {
    this.file = file;
    this.#path = path;
    this.#offsetIn = offsetIn;
  }

  get text(): string {
    this.#read ??= readText(this.#path);
    return this.#read;
  }

  get offset(): number {
    return this.#offsetIn(this.text);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
