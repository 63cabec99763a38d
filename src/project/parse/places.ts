/** Where something stands in the user's files. Reads a file only when a place is asked for, because something is wrong. */
import { relative, sep } from "node:path";
import { type Place, placeOf } from "../../core/place.ts";
import type { ProjectFile } from "../settings/discover.ts";
import { readTextFile } from "../settings/text-file.ts";
import { parseYaml } from "../settings/yaml.ts";
import { md5 } from "./checksum.ts";
import type { Draft } from "./draft.ts";
import type { Workspace } from "./workspace.ts";

/** A file as messages name it: relative to the root project's folder. */
export function shownPath(rootDir: string, absolutePath: string): string {
  const below = `${rootDir}${sep}`;
  const path = absolutePath.startsWith(below)
    ? absolutePath.slice(below.length)
    : relative(rootDir, absolutePath);
  return sep === "/" ? path : path.split(sep).join("/");
}

/** The beginning of a draft's template or its entry's place. */
export function placeOfDraft(draft: Draft, workspace: Workspace): Place {
  const { file, offset, yamlPath } = draft.origin;
  const shown = draft.origin.shown ?? shownPath(workspace.root.dir, file.absolutePath);
  const text = draft.origin.text ?? readText(file);
  return yamlPath === undefined
    ? placeOf(shown, text, offset ?? 0)
    : parseYaml(text, shown).locate(yamlPath);
}

/**
 * The place of the call `name('…', '…')` in a draft's template; of the template when it stands elsewhere, as in a macro.
 * @param args the string arguments that the call has
 */
export function placeOfCall(
  draft: Draft,
  workspace: Workspace,
  name: string,
  args: readonly string[],
): Place {
  const { file, offset = 0, yamlPath } = draft.origin;
  if (yamlPath !== undefined) return placeInProperties(draft, workspace, args);
  const text = draft.origin.text ?? readText(file);
  const found = findCall(text, offset, name, args);
  const shown = draft.origin.shown ?? shownPath(workspace.root.dir, file.absolutePath);
  return placeOf(shown, text, found ?? offset);
}

/** The call of `config` in a draft's template; where the template or the entry begins when it calls none. */
export const placeOfConfig = (draft: Draft, workspace: Workspace): Place =>
  draft.origin.yamlPath === undefined
    ? placeOfCall(draft, workspace, "config", [])
    : placeOfDraft(draft, workspace);

export function readText(file: ProjectFile): string {
  return readTextFile(file.absolutePath);
}

const hashes = new WeakMap<ProjectFile, string>();

/** Reads a file to parse it: what it says is kept under the hash of this very text. */
export function readToParse(file: ProjectFile): string {
  const text = readText(file);
  hashes.set(file, md5(text));
  return text;
}

/** The hash of the text that was parsed; of the text as it is now when the file was not. */
export const hashOf = (file: ProjectFile): string => hashes.get(file) ?? md5(readText(file));

function findCall(
  text: string,
  from: number,
  name: string,
  args: readonly string[],
): number | undefined {
  const quoted = args.map((arg) => `['"]${escaped(arg)}['"]`).join("\\s*,\\s*");
  const pattern = new RegExp(`\\b${name}\\s*\\(\\s*${quoted}`, "g");
  pattern.lastIndex = from;
  return pattern.exec(text)?.index;
}

/** In a properties file the call is text in some value: the line that names its arguments, or the entry. */
function placeInProperties(draft: Draft, workspace: Workspace, args: readonly string[]): Place {
  const entry = placeOfDraft(draft, workspace);
  const text = readText(draft.origin.file);
  const start = text
    .split("\n")
    .slice(0, entry.line - 1)
    .join("\n").length;
  const pattern = new RegExp(
    `\\b(?:ref|source)\\s*\\([^)]*['"]${escaped(args.at(-1) ?? "")}['"]`,
    "g",
  );
  pattern.lastIndex = start;
  const found = pattern.exec(text)?.index;
  return found === undefined ? entry : placeOf(entry.file, text, found);
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
