/** The facts of all files of one load: those that are known from before, and those that are found now. */
import type { DataObject } from "../../core/data.ts";
import type { ProjectFile } from "../settings/discover.ts";
import type { FileFacts, TemplateFacts } from "./facts.ts";

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
}

export const fileKey = (file: ProjectFile): string => `${file.package}://${file.originalFilePath}`;

/** A store that knows nothing. */
export function emptyFacts(): FactsStore {
  return { get: () => undefined, set: () => undefined, setProperties: () => undefined };
}
