/**
 * The facts of all files of one load: those that are known from before and still hold, and those that are found now.
 * Only what changed is parsed again: a file by its own content, a template also by the macros that it ran, the variables
 * and environment that it read.
 */
import type { DataObject } from "../../core/data.ts";
import type { ProjectFile } from "../settings/discover.ts";
import { md5 } from "./checksum.ts";
import type { FileFacts, PropertiesFacts, TemplateFacts } from "./facts.ts";
import {
  type Changes,
  changesSince,
  holds,
  type Surroundings,
  templateHolds,
} from "./facts-validity.ts";
import { type KeptFacts, openKnownFiles } from "./known-files.ts";
import {
  collectInputs,
  countTests,
  isPlain,
  type NotedFacts,
  type SavedFacts,
  savedFacts,
} from "./noted-facts.ts";

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

export function openFactsStore(
  kept: KeptFacts | undefined,
  surroundings: Surroundings,
): FactsStore {
  const before = openKnownFiles(kept);
  const noted = new Map<ProjectFile, NotedFacts>();
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
  const note = (one: NotedFacts): void => {
    const { file, facts } = one;
    noted.set(file, one);
    if (facts.kind !== "macros") return;
    for (const { name, text } of facts.macros)
      macroTexts.set(`macro.${file.package}.${name}`, text);
  };

  return {
    get(file, kind) {
      const known = before.same(file);
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
      const known = before.any(file);
      return known && parsed(known.line());
    },
    found: (file) => noted.get(file)?.facts,
    set(file, facts) {
      if (facts === undefined || noted.get(file)?.facts === facts) return;
      note({ file, facts, known: undefined, knownTests: 0 });
    },
    setProperties(file, value, tests) {
      const { known, knownTests = 0 } = noted.get(file) ?? {};
      const facts: PropertiesFacts = { kind: "properties", value, tests: {} };
      note({ file, facts, tests, known, knownTests });
    },
    get hits() {
      return hits;
    },
    get macroHashes() {
      return hashesNow();
    },
    collectInputs: (env) => collectInputs(noted.values(), env),
    isPlain(file) {
      const one = noted.get(file);
      return one === undefined || isPlain(one);
    },
    toSave(file) {
      const one = noted.get(file);
      return one && savedFacts(one);
    },
  };
}

function parsed(line: string): FileFacts | undefined {
  try {
    return (JSON.parse(line) as FileFacts | null) ?? undefined;
  } catch {
    return undefined;
  }
}

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
