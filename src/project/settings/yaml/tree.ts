/**
 * The slow and exact way through a YAML text: values with keys of every kind, merge keys and tags as PyYAML has them,
 * and the place of everything. Loads its parser only when it is first needed.
 */
import { createRequire } from "node:module";
import type * as Yaml from "yaml";
import type { Data } from "../../../core/data.ts";
import { type Place, placeOf } from "../../../core/place.ts";
import type { Problem } from "../../../core/problem.ts";
import {
  jinjaIsNotQuoted,
  keyIsNoScalar,
  tagIsUnknown,
  yamlIsBroken,
} from "../../../core/problems/yaml.ts";
import { PyError, PySet, Tuple, toValue, type Value } from "../../../jinja/index.ts";
import { type Anchors, anchorsOf } from "./anchors.ts";
import { KeyedMap } from "./keyed-map.ts";
import { isWord, plainScalar, toFloat, toInteger, toMoment } from "./scalars.ts";

// The parser takes 26 ms to load and most runs never need it, so it must not be imported at the top.
const require = createRequire(import.meta.url);

export interface YamlTree {
  value(): Data;
  duplicateKeys(): readonly { readonly key: string; readonly at: Place }[];
  locate(path: readonly (string | number)[]): Place;
}

interface Source {
  readonly yaml: typeof Yaml;
  readonly document: Yaml.Document.Parsed;
  readonly text: string;
  readonly file: string;
  /** Found when they are first asked for. */
  anchors: Anchors | undefined;
  /** What anchored nodes are, once an alias has asked. */
  readonly values: Map<Yaml.Node, Data>;
  /** The aliases that are being followed. */
  readonly open: Set<string>;
}

/** @throws Problem when the text is not YAML */
export function openTree(text: string, file: string): YamlTree {
  const yaml = require("yaml") as typeof Yaml;
  const documents = yaml.parseAllDocuments(text, {
    version: "1.1",
    schema: "failsafe",
    uniqueKeys: false,
    strict: false,
    logLevel: "silent",
  });
  const list: readonly Yaml.Document.Parsed[] = Array.isArray(documents) ? documents : [documents];
  const document = list[0] ?? (yaml.parseDocument("") as Yaml.Document.Parsed);
  const source: Source = {
    yaml,
    document,
    text,
    file,
    anchors: undefined,
    values: new Map(),
    open: new Set(),
  };
  return {
    value: () => {
      checkDocuments(source, list);
      if (text.includes("&")) checkAnchors(source);
      return dataOf(source, document.contents);
    },
    duplicateKeys: () => [...duplicatesIn(source, document.contents)],
    locate: (path) => placeOf(file, text, offsetOf(source, path)),
  };
}

function checkDocuments(source: Source, documents: readonly Yaml.Document.Parsed[]): void {
  const [error] = source.document.errors;
  if (error) {
    const reason = (error.message.split(/ at line \d+/)[0] ?? error.message).replace(/[.:]$/, "");
    throw yamlIsBroken(reason, placeOf(source.file, source.text, error.pos[0]), source.text);
  }
  const second = documents[1];
  if (second) {
    const at = placeOf(source.file, source.text, second.range[0]);
    throw yamlIsBroken(
      "a second document begins here",
      at,
      source.text,
      "Keep one document per file.",
    );
  }
}

function checkAnchors(source: Source): void {
  const { twice } = anchorsIn(source);
  if (twice === undefined) return;
  const reason = `the anchor "${twice.anchor}" stands twice`;
  throw yamlIsBroken(reason, placeIn(source, twice), source.text);
}

function placeIn(source: Source, node: unknown): Place {
  const range = source.yaml.isNode(node) ? node.range : undefined;
  return placeOf(source.file, source.text, range?.[0] ?? 0);
}

function dataOf(source: Source, node: unknown): Data {
  const { yaml } = source;
  if (node === null || node === undefined) return null;
  if (yaml.isAlias(node)) return aliasOf(source, node);
  if (yaml.isScalar(node)) return scalarOf(source, node);
  if (yaml.isSeq(node)) return sequenceOf(source, node);
  if (yaml.isMap(node)) return mappingOf(source, node);
  throw yamlIsBroken("a node of an unknown kind", placeIn(source, node), source.text);
}

function aliasOf(source: Source, node: Yaml.Alias): Data {
  if (source.open.has(node.source)) {
    const reason = `the anchor "${node.source}" contains itself`;
    throw yamlIsBroken(reason, placeIn(source, node), source.text);
  }
  const target = resolved(source, node);
  const known = source.values.get(target);
  if (known !== undefined) return known;
  source.open.add(node.source);
  const value = dataOf(source, target);
  source.open.delete(node.source);
  source.values.set(target, value);
  return value;
}

function targetOf(source: Source, alias: Yaml.Alias): Yaml.Node | undefined {
  return anchorsIn(source).targets.get(alias);
}

function anchorsIn(source: Source): Anchors {
  source.anchors ??= anchorsOf(source.yaml, source.document);
  return source.anchors;
}

function resolved(source: Source, node: Yaml.Alias): Yaml.Node {
  const target = targetOf(source, node);
  if (target) return target;
  throw yamlIsBroken(`undefined alias "${node.source}"`, placeIn(source, node), source.text);
}

const standard = "tag:yaml.org,2002:";

function scalarOf(source: Source, node: Yaml.Scalar): Data {
  const text = String(node.source ?? node.value ?? "");
  const tag = node.tag?.replace(standard, "");
  const build = tag === undefined ? undefined : taggedScalars[tag];
  try {
    if (build) return build(text);
    if (tag === undefined || tag === "!") return node.type === "PLAIN" ? plainScalar(text) : text;
  } catch (thrown) {
    if (!(thrown instanceof PyError || thrown instanceof SyntaxError)) throw thrown;
    throw yamlIsBroken(thrown.message, placeIn(source, node), source.text);
  }
  throw tagIsUnknown(node.tag ?? "", placeIn(source, node), source.text);
}

const taggedScalars: Readonly<Record<string, (text: string) => Data>> = {
  str: (text) => text,
  null: () => null,
  bool: (text) => (isWord(text.toLowerCase()) ? plainScalar(text.toLowerCase()) : text),
  int: toInteger,
  float: toFloat,
  timestamp: (text) => toMoment(text) ?? text,
  binary: (text) => Buffer.from(text, "base64").toString("latin1"),
};

function sequenceOf(source: Source, node: Yaml.YAMLSeq): Data {
  const items = node.items.map((item) => dataOf(source, item));
  const tag = node.tag?.replace(standard, "");
  if (tag === undefined || tag === "seq") return items;
  if (tag === "omap" || tag === "pairs") {
    return items.flatMap((item) =>
      Object.entries(item as object).map((pair) => new Tuple(pair as Value[]) as unknown as Data),
    );
  }
  throw tagIsUnknown(node.tag ?? "", placeIn(source, node), source.text);
}

function mappingOf(source: Source, node: Yaml.YAMLMap): Data {
  const pairs = flattened(source, node);
  const tag = node.tag?.replace(standard, "");
  if (tag === "set") {
    return new PySet(pairs.map(([key]) => key as Value)) as unknown as Data;
  }
  if (tag !== undefined && tag !== "map") {
    throw tagIsUnknown(node.tag ?? "", placeIn(source, node), source.text);
  }
  if (pairs.every(([key]) => typeof key === "string")) return Object.fromEntries(pairs) as Data;
  const map = new KeyedMap();
  for (const [key, value] of pairs) map.set(key as Value, toValue(value));
  return map;
}

/** The pairs of a mapping, those that `<<` brings first, as PyYAML orders them. */
function flattened(source: Source, node: Yaml.YAMLMap): (readonly [Data, Data])[] {
  const own: (readonly [Data, Data])[] = [];
  const merged: (readonly [Data, Data])[] = [];
  for (const { key, value } of node.items) {
    if (isMergeKey(source, key)) merged.push(...mergedPairs(source, value));
    else own.push([keyOf(source, key), dataOf(source, value)]);
  }
  return [...merged, ...own];
}

function isMergeKey({ yaml }: Source, key: unknown): boolean {
  return yaml.isScalar(key) && key.type === "PLAIN" && key.source === "<<" && key.tag === undefined;
}

function mergedPairs(source: Source, value: unknown): (readonly [Data, Data])[] {
  const { yaml } = source;
  const target = yaml.isAlias(value) ? resolved(source, value) : value;
  if (yaml.isMap(target)) return flattened(source, target);
  if (yaml.isSeq(target)) {
    // The first mapping in the list wins, so it must come last.
    return target.items.toReversed().flatMap((item) => {
      if (yaml.isSeq(yaml.isAlias(item) ? resolved(source, item) : item))
        throw notMergeable(source, item);
      return mergedPairs(source, item);
    });
  }
  throw notMergeable(source, value);
}

const notMergeable = (source: Source, node: unknown): Problem =>
  yamlIsBroken(
    "only a mapping or a list of mappings can be merged",
    placeIn(source, node),
    source.text,
  );

function keyOf(source: Source, key: unknown): Data {
  const { yaml, text } = source;
  const target = yaml.isAlias(key) ? resolved(source, key) : key;
  if (!yaml.isCollection(target)) return dataOf(source, target);
  const at = placeIn(source, key);
  const start = yaml.isNode(key) ? (key.range?.[0] ?? 0) : 0;
  if (/\{\s*$/.test(text.slice(0, start)) && text[start] === "{") throw jinjaIsNotQuoted(at, text);
  throw keyIsNoScalar(at, text);
}

function* duplicatesIn(source: Source, node: unknown): Generator<{ key: string; at: Place }> {
  const { yaml } = source;
  if (yaml.isSeq(node)) for (const item of node.items) yield* duplicatesIn(source, item);
  if (!yaml.isMap(node)) return;
  const seen = new Set<string>();
  for (const { key, value } of node.items) {
    if (!isMergeKey(source, key) && yaml.isScalar(key)) {
      const name = `${key.type === "PLAIN"}:${String(key.source)}`;
      if (seen.has(name)) yield { key: String(key.source), at: placeIn(source, key) };
      seen.add(name);
    }
    yield* duplicatesIn(source, value);
  }
}

function offsetOf(source: Source, path: readonly (string | number)[]): number {
  const { yaml, document } = source;
  let node: unknown = document.contents;
  let offset = yaml.isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const step of path) {
    const target: unknown = yaml.isAlias(node) ? targetOf(source, node) : node;
    const pair = yaml.isMap(target)
      ? target.items.findLast(
          ({ key }) => yaml.isScalar(key) && String(key.source) === String(step),
        )
      : undefined;
    const item: unknown = yaml.isSeq(target) ? target.items[Number(step)] : undefined;
    const found: unknown = pair?.key ?? item;
    if (!yaml.isNode(found)) return offset;
    offset = found.range?.[0] ?? offset;
    node = pair ? pair.value : item;
  }
  return offset;
}
