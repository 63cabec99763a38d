/** Reads YAML as PyYAML's SafeLoader does (YAML 1.1). Places are worked out only when something asks for them. */
import type { Data } from "../../core/data.ts";
import { type Place, placeOf } from "../../core/place.ts";
import { readSimple } from "./yaml/simple.ts";
import { locateSimple } from "./yaml/simple-places.ts";
import { openTree, type YamlTree } from "./yaml/tree.ts";
import { readWhole, type WholeValue } from "./yaml/whole.ts";

export type YamlPath = readonly (string | number)[];

export interface DuplicateKey {
  readonly key: string;
  readonly at: Place;
}

export interface YamlDocument {
  /** null when the file is empty. */
  readonly value: Data;
  readonly file: string;
  readonly text: string;
  /** Keys that stand twice in one mapping; the last one won, as in PyYAML. */
  duplicateKeys(): readonly DuplicateKey[];
  /** Where the value at that path stands (its key, when it has one), or the nearest thing above it that exists. */
  locate(path: YamlPath): Place;
}

/**
 * @param file relative to the project's root, for places
 * @throws Problem when the text is not YAML
 */
export function parseYaml(text: string, file: string): YamlDocument {
  let tree: YamlTree | undefined;
  const openedTree = () => {
    tree ??= openTree(text, file);
    return tree;
  };
  const simple = readSimple(text);
  const { value, mayHaveDuplicates }: WholeValue =
    simple === undefined
      ? readWhole(text, file, openedTree)
      : { value: simple, mayHaveDuplicates: false };
  return {
    value,
    file,
    text,
    duplicateKeys: () => (mayHaveDuplicates ? openedTree().duplicateKeys() : []),
    locate(path) {
      const offset = simple === undefined ? undefined : locateSimple(text, path);
      return offset === undefined ? openedTree().locate(path) : placeOf(file, text, offset);
    },
  };
}
