/**
 * The facts of all files of one load: those that are known from before and still hold, and those that are found now.
 * Only what changed is parsed again: a file by its own content, a template also by the macros that it ran, the variables
 * and environment that it read.
 */
import type { DataObject } from "../../core/data.ts";
import type { ProjectFile } from "../settings/discover.ts";
import { readCacheFile, survivesJson, writeCacheFile } from "./cache-file.ts";
import { md5 } from "./checksum.ts";
import type { FileFacts, PropertiesFacts, TemplateFacts } from "./facts.ts";
import { type Changes, holds, type Surroundings, templateHolds } from "./facts-validity.ts";
import { readText } from "./places.ts";

type Kind = FileFacts["kind"];
export type FactsOf<K extends Kind> = Extract<FileFacts, { kind: K }>;

export interface FactsStore {
  /** What is known of a file and still true. */
  get<K extends Kind>(file: ProjectFile, kind: K): FactsOf<K> | undefined;
  /** Notes what was found; undefined when the file is wrong. */
  set(file: ProjectFile, facts: FileFacts | undefined): void;
  /** The same for a properties file, whose tests are noted while it is applied. */
  setProperties(
    file: ProjectFile,
    value: DataObject | null,
    tests: ReadonlyMap<string, TemplateFacts>,
  ): void;
  /** How many files were known. */
  readonly hits: number;
  /** Adds what the facts read of the environment; tells whether any looked at the flags. */
  collectInputs(env: Set<string>): boolean;
  /**
   * Writes the cache, when there is anything new.
   * @returns whether JSON can hold all facts
   */
  save(): boolean;
}

interface Header {
  readonly format: string;
  readonly lines: number;
  readonly settings: string;
  readonly flags: string;
  readonly savedAt: number;
  /** Ids of the project's macros and the hash of each one's text. */
  readonly macros: Readonly<Record<string, string>>;
  /** For each line: the file's key, when it was changed, its size, the hash of its content. */
  readonly files: readonly (readonly [string, number, number, string])[];
}

/** To be changed whenever facts are written or made differently. */
const format = "tsdbt facts 1";

interface Known {
  readonly mtimeMs: number;
  readonly size: number;
  readonly hash: string;
  readonly line: string;
}

interface Entry {
  readonly file: ProjectFile;
  readonly facts: FileFacts;
  /** Of a properties file: its tests, of which more may come. */
  readonly tests?: ReadonlyMap<string, TemplateFacts>;
  readonly known: Known | undefined;
  /** How many tests the known line has. */
  readonly knownTests: number;
}

export const fileKey = (file: ProjectFile): string =>
  `${file.kind} ${file.package}://${file.originalFilePath}`;

export interface FactsStoreOptions {
  /** The file of the cache; undefined to keep and use none. */
  readonly path: string | undefined;
  readonly surroundings: Surroundings;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export function openFactsStore({ path, surroundings, now }: FactsStoreOptions): FactsStore {
  const saved = path === undefined ? undefined : readCacheFile<Header>(path, format);
  const knownFiles = new Map<string, Known>();
  for (const [index, [key, mtimeMs, size, hash]] of (saved?.header.files ?? []).entries())
    knownFiles.set(key, { mtimeMs, size, hash, line: saved?.lines[index] as string });
  const entries = new Map<string, Entry>();
  const macroHashes = new Map<string, string>();
  let changes: Changes | undefined;
  let hits = 0;

  const changesNow = (): Changes => {
    changes ??= changesSince(saved?.header, surroundings, macroHashes);
    return changes;
  };
  const note = (entry: Entry): void => {
    entries.set(fileKey(entry.file), entry);
    if (entry.facts.kind !== "macros") return;
    for (const { name, text } of entry.facts.macros)
      macroHashes.set(`macro.${entry.file.package}.${name}`, md5(text));
  };
  const knownOf = (file: ProjectFile): Known | undefined => {
    const known = knownFiles.get(fileKey(file));
    if (known === undefined || known.size !== file.size) return undefined;
    // A file that was changed in the very moment of saving may have changed again since.
    const sameTime = known.mtimeMs === file.mtimeMs && file.mtimeMs < (saved?.header.savedAt ?? 0);
    return sameTime || md5(readText(file)) === known.hash ? known : undefined;
  };

  return {
    get(file, kind) {
      const known = knownOf(file);
      const facts = known && (parsed(known.line) as FileFacts | undefined);
      if (facts?.kind !== kind) return undefined;
      if (kind !== "macros" && !holds(facts, file.package, changesNow(), surroundings))
        return undefined;
      hits++;
      const checked =
        facts.kind === "properties" ? withTests(facts, file, changesNow(), surroundings) : facts;
      note({ file, facts: checked, known, knownTests: countTests(facts) });
      return checked as FactsOf<typeof kind>;
    },
    set(file, facts) {
      if (facts === undefined || entries.get(fileKey(file))?.facts === facts) return;
      note({ file, facts, known: undefined, knownTests: 0 });
    },
    setProperties(file, value, tests) {
      const before = entries.get(fileKey(file));
      const facts: PropertiesFacts = { kind: "properties", value, tests: {} };
      note({ file, facts, tests, known: before?.known, knownTests: before?.knownTests ?? 0 });
    },
    get hits() {
      return hits;
    },
    collectInputs: (env) => collectInputs(entries.values(), env),
    save() {
      const lines = [...entries.values()].map(lineOf);
      const isSame = entries.size === knownFiles.size && [...entries.values()].every(isUnchanged);
      if (path !== undefined && !(isSame && isLike(saved?.header, surroundings)))
        writeStore(path, entries, lines, macroHashes, { surroundings, now });
      return !lines.includes(noFactsLine);
    },
  };
}

const isLike = (header: Header | undefined, { settings, flags }: Surroundings): boolean =>
  header?.settings === settings && header.flags === flags;

function writeStore(
  path: string,
  entries: ReadonlyMap<string, Entry>,
  lines: readonly string[],
  macroHashes: ReadonlyMap<string, string>,
  { surroundings, now }: Pick<FactsStoreOptions, "surroundings" | "now">,
): void {
  const { settings, flags } = surroundings;
  const files = [...entries].map(([key, { file, known }]) => [
    key,
    file.mtimeMs,
    file.size,
    known?.hash ?? md5(readText(file)),
  ]);
  const macros = Object.fromEntries(macroHashes);
  writeCacheFile(path, { format, settings, flags, savedAt: now, macros, files }, lines);
}

function collectInputs(entries: Iterable<Entry>, env: Set<string>): boolean {
  let readsFlags = false;
  for (const { facts, tests } of entries) {
    for (const { basis } of templatesIn(facts, tests)) {
      for (const name of Object.keys(basis?.env ?? {})) env.add(name);
      readsFlags ||= basis?.flags ?? false;
    }
  }
  return readsFlags;
}

function templatesIn(
  facts: FileFacts,
  tests: ReadonlyMap<string, TemplateFacts> | undefined,
): Iterable<TemplateFacts> {
  if (facts.kind === "templates") return facts.templates.map((template) => template.facts);
  return tests?.values() ?? [];
}

/** Stands for facts that JSON cannot hold; the file is then parsed every time. */
const noFactsLine = "null";

function parsed(line: string): FileFacts | undefined {
  try {
    return (JSON.parse(line) as FileFacts | null) ?? undefined;
  } catch {
    return undefined;
  }
}

function lineOf(entry: Entry): string {
  const { facts, tests, known } = entry;
  if (known !== undefined && hasOldTests(entry)) return known.line;
  const whole =
    facts.kind === "properties" && tests ? { ...facts, tests: Object.fromEntries(tests) } : facts;
  return survivesJson(writtenValues(whole)) ? JSON.stringify(whole) : noFactsLine;
}

/** The parts of facts that hold values of the user's own, which JSON may not be able to hold. */
function writtenValues(facts: FileFacts): unknown {
  if (facts.kind === "templates")
    return facts.templates.map(({ facts: { refs, calls } }) => [refs, calls]);
  return facts.kind === "properties" ? facts : null;
}

const hasOldTests = ({ tests, knownTests }: Entry): boolean =>
  tests === undefined || tests.size === knownTests;

const isUnchanged = (entry: Entry): boolean =>
  entry.known !== undefined && entry.known.mtimeMs === entry.file.mtimeMs && hasOldTests(entry);

const countTests = (facts: FileFacts): number =>
  facts.kind === "properties" ? Object.keys(facts.tests).length : 0;

/** A properties file with those tests that still hold. */
function withTests(
  facts: PropertiesFacts,
  { package: packageName }: ProjectFile,
  changes: Changes,
  surroundings: Surroundings,
): PropertiesFacts {
  const tests = Object.entries(facts.tests).filter(([, test]) =>
    templateHolds(test, packageName, changes, surroundings),
  );
  return { ...facts, tests: Object.fromEntries(tests) };
}

function changesSince(
  header: Header | undefined,
  { settings, flags }: Surroundings,
  macros: ReadonlyMap<string, string>,
): Changes {
  const before = header?.macros ?? {};
  const ids = Object.keys(before);
  const sameNames = ids.length === macros.size && ids.every((id) => macros.has(id));
  return {
    settings: header?.settings !== settings,
    flags: header?.flags !== flags,
    macros: sameNames ? new Set(ids.filter((id) => macros.get(id) !== before[id])) : "any",
  };
}
