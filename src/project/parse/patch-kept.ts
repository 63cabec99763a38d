/**
 * Brings a kept manifest up to date after edits that change no more than the text of nodes and macros: what a template
 * notes when it is read again is what it noted before, so that names, configs, edges and every other node stay as they
 * are. Any other edit is left to `parse-project.ts`, which gives the same manifest by putting it all together anew.
 */
import type { Event } from "../../core/events.ts";
import type { Problem } from "../../core/problem.ts";
import { type EntryReader, entryReader, keptSections } from "./cache/kept-manifest.ts";
import type {
  EntrySection,
  IndexedFile,
  IndexedManifest,
  ParseIndex,
} from "./cache/parse-index.ts";
import { entryText } from "./cache/save-parse.ts";
import { savePatches } from "./cache/save-patches.ts";
import type { FileFacts, TemplateFileFacts } from "./facts.ts";
import { ranIn, shapeOfMacros, shapeOfTemplates, textOf } from "./facts-shape.ts";
import type { FactsStore } from "./facts-store.ts";
import { type ChangedFile, factsOf, type KeptManifest, type KeptProject } from "./kept-project.ts";
import { cachePaths, type Loaded, type Loading } from "./loading.ts";
import { newWorkspace } from "./new-workspace.ts";
import { factsArePlain } from "./noted-facts.ts";
import { readMacroSet } from "./project-macros.ts";
import { createRecorderFor } from "./project-recorder.ts";
import { addTemplates } from "./template-files.ts";
import { attempt, type Workspace } from "./workspace.ts";

/** Above that many changed files all is put together anew. */
const manyFiles = 300;

type Patches = Record<EntrySection, Record<string, string>>;

/** What is being done to the kept project. */
interface Patching {
  readonly loading: Loading;
  readonly index: ParseIndex;
  readonly changes: readonly ChangedFile[];
  readonly workspace: Workspace;
  readonly facts: FactsStore;
  readonly read: EntryReader;
  readonly patches: Patches;
  readonly lines: Record<string, string>;
  /** What the changed files rest on. */
  readonly inputs: { readonly env: Set<string>; readsFlags: boolean };
  readonly users: Record<string, readonly number[]>;
  /** What templates say while they are read, which nobody hears when all is read again. */
  readonly said: Event[];
}

/** @returns undefined when more has changed than can be patched */
export function patchKept(
  kept: KeptProject,
  manifest: KeptManifest,
  changes: readonly ChangedFile[],
  loading: Loading,
): Loaded | undefined {
  const { index } = kept;
  if (!manifest.about.isPatchable || kept.facts === undefined || changes.length > manyFiles)
    return undefined;
  const changed = changes.filter(({ differs }) => differs);
  if (!changed.every(({ file }) => isPatchable(file.kind))) return undefined;
  const patching = begin(kept, manifest, changes, loading);
  if (patching === undefined) return undefined;
  const macros = changed.filter(({ file }) => isMacroFile(file.kind));
  const templates = changed.filter(({ file }) => !isMacroFile(file.kind));
  const edited = macroEdits(macros, patching);
  if (edited === undefined || (edited.size > 0 && !manifest.about.knowsMacroUsers))
    return undefined;
  const users = usersOf(edited, index).filter((at) => !templates.some((one) => one.at === at));
  const read = [...templates.map(({ at }) => at), ...users];
  if (!read.every((at) => patchTemplates(at, patching))) return undefined;
  const about = saveWith(patching, manifest.about);
  if (about !== undefined) for (const event of patching.said) loading.emit(event);
  return (
    about && {
      sections: keptSections(about, manifest.blob),
      macros: () => patching.workspace.macros,
      warnings: [],
      cached: loading.files.length - macros.length - read.length,
    }
  );
}

const isMacroFile = (kind: string): boolean => kind === "macro" || kind === "generic-test";

const isPatchable = (kind: string): boolean =>
  isMacroFile(kind) || ["model", "analysis", "test", "snapshot"].includes(kind);

function begin(
  kept: KeptProject,
  { about, blob }: KeptManifest,
  changes: readonly ChangedFile[],
  loading: Loading,
): Patching | undefined {
  const { settings, flags, invocation } = loading;
  const problems: Problem[] = [];
  const createdAt = invocation.startedAt / 1000;
  const facts = factsOf(kept, loading);
  const read = attempt({ problems }, () =>
    readMacroSet({ ...loading, facts, createdAt, problems }),
  );
  if (read === undefined || problems.length > 0) return undefined;
  const said: Event[] = [];
  const emit = (event: Event): unknown => said.push(event);
  const recorder = createRecorderFor({ ...loading, macros: read.macros, emit });
  return {
    loading,
    index: kept.index,
    changes,
    workspace: newWorkspace({ ...read, settings, flags, recorder, createdAt, problems }),
    facts,
    read: entryReader(about, blob),
    patches: { nodes: { ...about.patches.nodes }, macros: { ...about.patches.macros } },
    lines: { ...kept.index.lines },
    inputs: { env: new Set(Object.keys(about.env)), readsFlags: about.flags !== null },
    users: { ...kept.index.macroUsers },
    said,
  };
}

/** Ids of the macros that have another text now; undefined when more of them has changed than the text. */
function macroEdits(
  changes: readonly ChangedFile[],
  patching: Patching,
): ReadonlySet<string> | undefined {
  const { index, facts } = patching;
  const edited = new Set<string>();
  for (const { at, file } of changes) {
    const before = keptFacts(at, patching);
    const now = facts.found(file);
    if (before?.kind !== "macros" || now?.kind !== "macros") return undefined;
    if (shapeOfMacros(before) !== shapeOfMacros(now)) return undefined;
    for (const { name, text } of now.macros) {
      const id = `macro.${file.package}.${name}`;
      if (facts.macroHashes.get(id) === index.macros[id]) continue;
      edited.add(id);
      if (!patchMacro(at, id, { macro_sql: text }, patching)) return undefined;
    }
    patching.lines[at] = JSON.stringify(now);
  }
  return edited;
}

const usersOf = (macros: ReadonlySet<string>, { macroUsers }: ParseIndex): number[] => [
  ...new Set([...macros].flatMap((id) => macroUsers[id] ?? [])),
];

/** What was kept of a file; read past the facts store, which gives only what still holds. */
function keptFacts(at: number, { facts, loading }: Patching): FileFacts | undefined {
  const file = loading.files[at];
  return file && facts.before(file);
}

/** Reads a file's templates again; false when they say something else than before. */
function patchTemplates(at: number, patching: Patching): boolean {
  const { loading, workspace } = patching;
  const file = loading.files[at];
  const owner = workspace.projects.find(({ name }) => name === file?.package);
  const before = keptFacts(at, patching);
  if (file === undefined || owner === undefined || before?.kind !== "templates") return false;
  if (file.path.endsWith(".py")) return false;
  const now = addTemplates(file, owner, workspace);
  const { problems, warnings, deprecations, rendersHooks } = workspace;
  if (now === undefined || problems.length + warnings.length + deprecations.size > 0) return false;
  if (rendersHooks.value || !factsArePlain(now)) return false;
  if (shapeOfTemplates(before) !== shapeOfTemplates(now)) return false;
  if (!noteInputs(now, patching)) return false;
  noteUsers(before, now, at, patching);
  patching.lines[at] = JSON.stringify(now);
  if (textOf(before) === textOf(now)) return true;
  return now.templates.every(({ name, text }) =>
    patchNode(at, name, { raw_code: text, checksum: now.checksum }, patching),
  );
}

/** @param name of one template among several in its file; else null */
function patchNode(at: number, name: string | null, fields: object, patching: Patching): boolean {
  const positions = (patching.index.files[at] as IndexedFile)[6];
  const found =
    name === null
      ? positions
      : positions.filter((position) => patching.read("nodes", position).node.name === name);
  const [position] = found;
  return (
    position !== undefined && found.length === 1 && patchEntry("nodes", position, fields, patching)
  );
}

function patchMacro(at: number, id: string, fields: object, patching: Patching): boolean {
  const positions = (patching.index.files[at] as IndexedFile)[6];
  const position = positions.find((one) => patching.read("macros", one).id === id);
  return position !== undefined && patchEntry("macros", position, fields, patching);
}

/** Gives an entry other fields. */
function patchEntry(
  section: EntrySection,
  position: number,
  fields: object,
  { read, patches, workspace }: Patching,
): true {
  const { id, node } = read(section, position);
  const changed = { ...node, ...fields, created_at: workspace.createdAt };
  patches[section][position] = entryText(id, changed);
  return true;
}

/** False when what was noted depends on flags that have changed since other facts were noted. */
function noteInputs(
  { templates }: TemplateFileFacts,
  { inputs, loading, index }: Patching,
): boolean {
  for (const { facts } of templates) {
    for (const name of Object.keys(facts.basis?.env ?? {})) inputs.env.add(name);
    inputs.readsFlags ||= facts.basis?.flags ?? false;
  }
  return !inputs.readsFlags || loading.surroundings.flags === index.flags;
}

function noteUsers(
  before: TemplateFileFacts,
  now: TemplateFileFacts,
  at: number,
  { users, facts }: Patching,
): void {
  const ran = ranIn(now);
  for (const id of ranIn(before)) users[id] = (users[id] ?? []).filter((user) => user !== at);
  for (const id of ran) if (facts.macroHashes.has(id)) users[id] = [...(users[id] ?? []), at];
}

function saveWith(patching: Patching, about: IndexedManifest): IndexedManifest | undefined {
  const { loading, index, changes, facts, patches, lines, users, inputs } = patching;
  const { surroundings, loadedAt } = loading;
  return savePatches(cachePaths(loading).index, {
    before: index,
    about,
    surroundings,
    savedAt: loadedAt,
    changes,
    macros: facts.macroHashes,
    patches,
    lines,
    users,
    inputs,
  });
}
