/** What one load knows of a file, and what of it is kept for the next one. */
import type { ProjectFile } from "../settings/discover.ts";
import type { FileFacts, TemplateFacts } from "./facts.ts";
import type { KnownFile } from "./known-files.ts";
import { hashOf } from "./places.ts";
import { survivesJson } from "./survives-json.ts";

export interface NotedFacts {
  readonly file: ProjectFile;
  readonly facts: FileFacts;
  /** Of a properties file: its tests, of which more may come. */
  readonly tests?: ReadonlyMap<string, TemplateFacts>;
  readonly known: KnownFile | undefined;
  /** How many tests the known line has. */
  readonly knownTests: number;
  /** Whether JSON can hold the facts, once somebody has asked. */
  plain?: boolean;
}

/** A file's facts as they are kept. */
export interface SavedFacts {
  readonly hash: string;
  /** JSON in UTF-8; undefined when JSON cannot hold them, so that the file is parsed every time. */
  readonly line: string | Uint8Array | undefined;
  /** Ids of all macros that its templates ran, each once. */
  readonly ran: Iterable<string>;
}

export function savedFacts(noted: NotedFacts): SavedFacts {
  const { facts, tests, known, file } = noted;
  return {
    hash: known?.hash ?? hashOf(file),
    line: savedLine(noted),
    ran: macrosRun(templatesIn(facts, tests)),
  };
}

function macrosRun(templates: readonly TemplateFacts[]): Iterable<string> {
  const [first, ...more] = templates;
  if (more.length === 0) return first?.basis?.ran ?? [];
  return new Set(templates.flatMap(({ basis }) => basis?.ran ?? []));
}

function savedLine(noted: NotedFacts): SavedFacts["line"] {
  if (isSaved(noted)) return noted.known?.bytes();
  return isPlain(noted) ? JSON.stringify(wholeFacts(noted)) : undefined;
}

export function collectInputs(all: Iterable<NotedFacts>, env: Set<string>): boolean {
  let readsFlags = false;
  for (const { facts, tests } of all) {
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

export function isPlain(noted: NotedFacts): boolean {
  noted.plain ??= isSaved(noted) || factsArePlain(wholeFacts(noted));
  return noted.plain;
}

/** The line of the last call still says it all. */
const isSaved = (noted: NotedFacts): boolean => noted.known !== undefined && hasOldTests(noted);

const wholeFacts = ({ facts, tests }: Pick<NotedFacts, "facts" | "tests">): FileFacts =>
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

const hasOldTests = ({ tests, knownTests }: NotedFacts): boolean =>
  tests === undefined || tests.size === knownTests;

export const countTests = (facts: FileFacts): number =>
  facts.kind === "properties" ? Object.keys(facts.tests).length : 0;
