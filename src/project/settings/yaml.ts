/** Reads YAML as PyYAML's SafeLoader does (YAML 1.1). Places are worked out only when something asks for them. */
import type { Data } from "../../core/data.ts";
import type { Place } from "../../core/place.ts";

export type YamlPath = readonly (string | number)[];

export interface YamlDocument {
  /** null when the file is empty. */
  readonly value: Data;
  readonly file: string;
  readonly text: string;
  /** Keys that stand twice in one mapping; the last one won, as in PyYAML. */
  readonly duplicateKeys: () => readonly { readonly key: string; readonly at: Place }[];
  /** Where the value at that path stands (its key, when it has one), or the nearest thing above it that exists. */
  locate(path: YamlPath): Place;
}

/**
 * @param file relative to the project's root, for places
 * @throws Problem when the text is not YAML
 */
export function parseYaml(_text: string, _file: string): YamlDocument {
  throw new Error("Bug: not written yet");
}
