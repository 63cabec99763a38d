/**
 * The facts of all files of one load: those that are known from before and still hold, and those that are found now.
 * Only what changed is parsed again: a file by its own content, a template also by the macros that it ran, the variables
 * and environment that it read.
 */
import type { DataObject } from "../../core/data.ts";
import type { ProjectFile } from "../settings/discover.ts";
import type { Blob } from "./cache/blob.ts";
import type { ParseIndex } from "./cache/parse-index.ts";
import { md5 } from "./checksum.ts";
import type { FileFacts, PropertiesFacts, TemplateFacts } from "./facts.ts";
import {
  type Changes,
  changesSince,
  holds,
  type Surroundings,
  templateHolds,
} from "./facts-validity.ts";
import { hashOf, readText } from "./places.ts";
import { survivesJson } from "./survives-json.ts";

type Kind = FileFacts["kind"];
export type FactsOf<K extends Kind> = Extract<FileFacts, { kind: K }>;

export interface FactsStore {
  /** What is known of a file and still true. */
  get<K extends Kind>(file: ProjectFile, kind: K): FactsOf<K> | undefined;
  /** What was kept of a file, whether it still holds or not. */
  before(file: ProjectFile): FileFacts | undefined;
  /** What is known of a file in this load. */
  found(file: ProjectFile): FileFacts | undefined;
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
  /** JSON can hold what is known of a file. */
  isPlain(file: ProjectFile): boolean;
  /** Everything that is now known of a file; undefined when there is nothing. */
  toSave(file: ProjectFile): SavedFacts | undefined;
  /** Ids of the project's macros and the hash of each one's text. */
  readonly macroHashes: ReadonlyMap<string, string>;
}

/** A file's facts as they are kept. */
export interface SavedFacts {
  readonly hash: string;
  /** JSON in UTF-8; undefined when JSON cannot hold them, so that the file is parsed every time. */
  readonly line: string | Uint8Array | undefined;
  /** Ids of all macros that its templates ran, each once. */
  readonly ran: Iterable<string>;
}

interface Known {
  readonly mtimeMs: number;
  readonly size: number;
  readonly hash: string;
  line(): string;
  bytes(): string | Uint8Array;
}

interface Entry {
  readonly file: ProjectFile;
  readonly facts: FileFacts;
  /** Of a properties file: its tests, of which more may come. */
  readonly tests?: ReadonlyMap<string, TemplateFacts>;
  readonly known: Known | undefined;
  /** How many tests the known line has. */
  readonly knownTests: number;
  /** Whether JSON can hold the facts, once somebody has asked. */
  plain?: boolean;
}

export const fileKey = (file: ProjectFile): string =>
  `${file.kind} ${file.package}://${file.originalFilePath}`;

/** What was kept by the last call. */
export interface KeptFacts {
  readonly index: ParseIndex;
  readonly blob: Blob;
}

export function openFactsStore(
  kept: KeptFacts | undefined,
  surroundings: Surroundings,
): FactsStore {
  const knownFiles = knownFilesOf(kept);
  const savedAt = kept?.index.savedAt ?? 0;
  const entries = new Map<ProjectFile, Entry>();
  const macroTexts = new Map<string, string>();
  const macroHashes = new Map<string, string>();
  let changes: Changes | undefined;
  let hits = 0;

  const changesNow = (): Changes => {
    changes ??= changesSince(kept?.index, surroundings, hashesNow());
    return changes;
  };
  // Hashed only when somebody asks: a run of an unchanged project reads macros and compares none.
  const hashesNow = (): ReadonlyMap<string, string> => {
    for (const [id, text] of macroTexts) macroHashes.set(id, md5(text));
    macroTexts.clear();
    return macroHashes;
  };
  const note = (entry: Entry): void => {
    entries.set(entry.file, entry);
    if (entry.facts.kind !== "macros") return;
    for (const { name, text } of entry.facts.macros)
      macroTexts.set(`macro.${entry.file.package}.${name}`, text);
  };
  const knownOf = (file: ProjectFile): Known | undefined => {
    const known = knownFiles.size === 0 ? undefined : knownFiles.get(fileKey(file));
    if (known === undefined || known.size !== file.size) return undefined;
    // A file that was changed in the very moment of saving may have changed again since.
    const sameTime = known.mtimeMs === file.mtimeMs && file.mtimeMs < savedAt;
    return sameTime || md5(readText(file)) === known.hash ? known : undefined;
  };

  return {
    get(file, kind) {
      const known = knownOf(file);
      const facts = known && (parsed(known.line()) as FileFacts | undefined);
      if (facts?.kind !== kind) return undefined;
      if (kind !== "macros" && !holds(facts, file.package, changesNow(), surroundings))
        return undefined;
      hits++;
      const checked =
        facts.kind === "properties" ? withTests(facts, file, changesNow(), surroundings) : facts;
      note({ file, facts: checked, known, knownTests: countTests(facts) });
      return checked as FactsOf<typeof kind>;
    },
    before(file) {
      const known = knownFiles.get(fileKey(file));
      return known && parsed(known.line());
    },
    found: (file) => entries.get(file)?.facts,
    set(file, facts) {
      if (facts === undefined || entries.get(file)?.facts === facts) return;
      note({ file, facts, known: undefined, knownTests: 0 });
    },
    setProperties(file, value, tests) {
      const before = entries.get(file);
      const facts: PropertiesFacts = { kind: "properties", value, tests: {} };
      note({ file, facts, tests, known: before?.known, knownTests: before?.knownTests ?? 0 });
    },
    get hits() {
      return hits;
    },
    get macroHashes() {
      return hashesNow();
    },
    collectInputs: (env) => collectInputs(entries.values(), env),
    isPlain(file) {
      const entry = entries.get(file);
      return entry === undefined || isPlain(entry);
    },
    toSave(file) {
      const entry = entries.get(file);
      return entry && savedFacts(entry);
    },
  };
}

function knownFilesOf(kept: KeptFacts | undefined): ReadonlyMap<string, Known> {
  const known = new Map<string, Known>();
  if (kept === undefined) return known;
  const { index, blob } = kept;
  for (const [at, [key, mtimeMs, size, hash, offset, length]] of index.files.entries()) {
    if (length === 0) continue;
    const patch = index.lines[at];
    known.set(key, {
      mtimeMs,
      size,
      hash,
      line: () => patch ?? blob.text(offset, length),
      bytes: () => patch ?? blob.bytes(offset, length),
    });
  }
  return known;
}

function savedFacts(entry: Entry): SavedFacts {
  const { facts, tests, known, file } = entry;
  return {
    hash: known?.hash ?? hashOf(file),
    line: savedLine(entry),
    ran: macrosRun(templatesIn(facts, tests)),
  };
}

function macrosRun(templates: readonly TemplateFacts[]): Iterable<string> {
  const [first, ...more] = templates;
  if (more.length === 0) return first?.basis?.ran ?? [];
  return new Set(templates.flatMap(({ basis }) => basis?.ran ?? []));
}

function savedLine(entry: Entry): SavedFacts["line"] {
  if (isSaved(entry)) return entry.known?.bytes();
  return isPlain(entry) ? JSON.stringify(wholeFacts(entry)) : undefined;
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
): readonly TemplateFacts[] {
  if (facts.kind === "templates") return facts.templates.map((template) => template.facts);
  return tests === undefined ? [] : [...tests.values()];
}

function parsed(line: string): FileFacts | undefined {
  try {
    return (JSON.parse(line) as FileFacts | null) ?? undefined;
  } catch {
    return undefined;
  }
}

function isPlain(entry: Entry): boolean {
  entry.plain ??= isSaved(entry) || factsArePlain(wholeFacts(entry));
  return entry.plain;
}

/** The line of the last call still says it all. */
const isSaved = (entry: Entry): boolean => entry.known !== undefined && hasOldTests(entry);

const wholeFacts = ({ facts, tests }: Pick<Entry, "facts" | "tests">): FileFacts =>
  facts.kind === "properties" && tests ? { ...facts, tests: Object.fromEntries(tests) } : facts;

/** True when JSON can hold the facts. */
export function factsArePlain(facts: FileFacts): boolean {
  // Only these parts hold values of the user's own, which JSON may not be able to hold.
  if (facts.kind === "templates")
    return facts.templates.every(
      ({ facts: { refs, calls } }) =>
        refs.every(({ version }) => survivesJson(version)) && survivesJson(calls),
    );
  return facts.kind !== "properties" || survivesJson(facts);
}

const hasOldTests = ({ tests, knownTests }: Entry): boolean =>
  tests === undefined || tests.size === knownTests;

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
