/** Reads YAML as PyYAML does, by js-yaml where that gives the same, which is most often, and by the placed tree otherwise. */
import { FAILSAFE_SCHEMA, load, Type, YAMLException } from "js-yaml";
import type { Data } from "../../../core/data.ts";
import { placeOf } from "../../../core/place.ts";
import { Problem } from "../../../core/problem.ts";
import { yamlIsBroken } from "../../../core/problems/yaml.ts";
import { PyError } from "../../../jinja/index.ts";
import { mayBeTyped, plainScalar } from "./scalars.ts";
import { openTree, type YamlTree } from "./tree.ts";

export interface WholeValue {
  readonly value: Data;
  /** False when no key stands twice in one mapping. */
  readonly mayHaveDuplicates: boolean;
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
 * @param tree opens the text's placed tree
 * @throws Problem when the text is not YAML
 */
export function readWhole(text: string, file: string, tree: () => YamlTree): WholeValue {
  if (isUnusual(text)) return { value: tree().value(), mayHaveDuplicates: true };
  try {
    return { value: (load(text, { schema }) ?? null) as Data, mayHaveDuplicates: false };
  } catch (thrown) {
    if (!isDuplicateKey(thrown)) throw asProblem(thrown, text, file);
  }
  try {
    return { value: load(text, { schema, json: true }) as Data, mayHaveDuplicates: true };
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
