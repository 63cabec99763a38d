/** Reads YAML as PyYAML's SafeLoader does (YAML 1.1). Places are worked out only when something asks for them. */
import { FAILSAFE_SCHEMA, load, Type, YAMLException } from "js-yaml";
import type { Data } from "../../core/data.ts";
import type { Place } from "../../core/place.ts";
import { placeOf } from "../../core/place.ts";
import { Problem } from "../../core/problem.ts";
import { yamlIsBroken } from "../../core/problems/yaml.ts";
import { PyError } from "../../jinja/index.ts";
import { mayBeTyped, plainScalar } from "./yaml/scalars.ts";
import { openTree, type YamlTree } from "./yaml/tree.ts";

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
 * What js-yaml reads otherwise than PyYAML: keys that are no text, merge keys, tags, anchors, `? key`, empty list items,
 * collections as keys. Such a text takes the slow way; one that merely looks so loses a few milliseconds.
 */
const unusual: readonly { readonly marks: readonly string[]; readonly pattern: RegExp }[] = [
  {
    marks: [":"],
    pattern:
      /(?:^|[\s{,[?])(?:[-+]?\.?\d[\w.:+-]*|[-+]?\.\w+|~|null|true|false|yes|no|on|off|=|<<|\*\S+)[ \t]*:(?:\s|$)/im,
  },
  { marks: ["!", "&"], pattern: /(?:^|[\s[{,])(?:!!?[a-zA-Z<]|&\w)/m },
  { marks: [""], pattern: /^[ \t]*(?:- +)*(?:[?:](?:\s|$)|-[ \t]*(?:#.*)?$)/m },
  { marks: ["}", "]"], pattern: /[\]}][ \t]*:(?:\s|$)/ },
  { marks: ["{"], pattern: /\{[ \t]*[{[](?<=(?:^|[:[{,-])\s*\{[ \t]*[{[])/m },
  { marks: ["%"], pattern: /^%/m },
];

// Looking for a mark first is many times faster than the pattern, and most texts have few of them.
const isUnusual = (text: string): boolean =>
  unusual.some(
    ({ marks, pattern }) => marks.some((mark) => text.includes(mark)) && pattern.test(text),
  );

const schema = FAILSAFE_SCHEMA.extend({
  implicit: [
    new Type("tag:yaml.org,2002:plain", {
      kind: "scalar",
      resolve: (text: string | null) => text !== null && mayBeTyped(text),
      construct: plainScalar,
    }),
  ],
});

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
  const { value, hasDuplicates } = isUnusual(text)
    ? { value: openedTree().value(), hasDuplicates: true }
    : parseUsual(text, file);
  return {
    value,
    file,
    text,
    duplicateKeys: () => (hasDuplicates ? openedTree().duplicateKeys() : []),
    locate: (path) => openedTree().locate(path),
  };
}

function parseUsual(text: string, file: string): { value: Data; hasDuplicates: boolean } {
  try {
    return { value: (load(text, { schema }) ?? null) as Data, hasDuplicates: false };
  } catch (thrown) {
    if (!isDuplicateKey(thrown)) throw asProblem(thrown, text, file);
  }
  try {
    return { value: load(text, { schema, json: true }) as Data, hasDuplicates: true };
  } catch (thrown) {
    throw asProblem(thrown, text, file);
  }
}

const isDuplicateKey = (thrown: unknown): boolean =>
  thrown instanceof YAMLException && thrown.reason === "duplicated mapping key";

function asProblem(thrown: unknown, text: string, file: string): unknown {
  if (thrown instanceof Problem) return thrown;
  if (thrown instanceof YAMLException) {
    const at = placeOf(file, text, Math.min(thrown.mark?.position ?? 0, text.length));
    return yamlIsBroken(thrown.reason, at, text);
  }
  // A value that cannot be, such as the date 2020-02-30: the slow way tells where.
  if (thrown instanceof PyError) openTree(text, file).value();
  return thrown;
}
