/** The definitions in selectors.yml: text as on the command line, or mappings of method and value, set operations, excludes. */
import type { Data, DataObject } from "../core/data.ts";
import type { IndirectSelection } from "../core/flags.ts";
import { invalidSelectorDefinition } from "../core/problems/graph.ts";
import { makeCriterion, parseCriterion, type SelectionSpec } from "./selection-spec.ts";

/**
 * @param name of the selector, for messages
 * @param usual indirect selection where the definition does not say
 * @throws Problem of a definition that has not the form that dbt documents
 */
export function parseDefinition(
  name: string,
  definition: Data,
  usual: IndirectSelection,
): SelectionSpec {
  if (isObject(definition) && ("union" in definition || "intersection" in definition)) {
    const keys = Object.keys(definition);
    if (keys.length > 1) {
      throw invalidSelectorDefinition(
        name,
        `only one "union" or "intersection" may stand at the top; found ${keys.join(", ")}`,
      );
    }
  }
  return parsePart({ name, usual }, definition);
}

interface Reading {
  readonly name: string;
  readonly usual: IndirectSelection;
}

function parsePart(reading: Reading, part: Data): SelectionSpec {
  if (typeof part === "string") return parseCriterion(part, reading.usual);
  if (!isObject(part)) {
    throw invalidSelectorDefinition(reading.name, "expected text or a mapping in the definition");
  }
  if ("union" in part) return parseCombination(reading, "union", part.union);
  if ("intersection" in part) return parseCombination(reading, "intersection", part.intersection);
  return parseMapping(reading, part);
}

function parseCombination(
  reading: Reading,
  kind: "union" | "intersection",
  list: Data | undefined,
): SelectionSpec {
  const parts: SelectionSpec[] = [];
  let excluded: SelectionSpec | undefined;
  for (const part of asList(reading, kind, list)) {
    if (!isObject(part) || !("exclude" in part)) {
      parts.push(parsePart(reading, part));
      continue;
    }
    if (excluded !== undefined) {
      throw invalidSelectorDefinition(
        reading.name,
        `"${kind}" may hold one "exclude" only; put all excluded parts into its list`,
      );
    }
    excluded = parseExclude(reading, part.exclude);
  }
  return without({ kind, parts, indirectSelection: "eager" }, excluded);
}

const parseExclude = (reading: Reading, list: Data | undefined): SelectionSpec => ({
  kind: "union",
  parts: asList(reading, "exclude", list).map((part) => parsePart(reading, part)),
  indirectSelection: "eager",
});

const without = (spec: SelectionSpec, excluded: SelectionSpec | undefined): SelectionSpec =>
  excluded === undefined
    ? spec
    : { kind: "difference", parts: [spec, excluded], indirectSelection: "eager" };

function parseMapping(reading: Reading, mapping: DataObject): SelectionSpec {
  const [key, ...more] = Object.keys(mapping);
  if (key !== undefined && more.length === 0) {
    return criterionOf(reading, { method: key, value: mapping[key] ?? null });
  }
  if (!("method" in mapping) || !("value" in mapping)) {
    throw invalidSelectorDefinition(
      reading.name,
      `expected either one key, or "method" and "value"; found ${Object.keys(mapping).join(", ") || "nothing"}`,
    );
  }
  const base = criterionOf(reading, mapping);
  return "exclude" in mapping ? without(base, parseExclude(reading, mapping.exclude)) : base;
}

function criterionOf({ name, usual }: Reading, mapping: DataObject): SelectionSpec {
  const { method, value } = mapping;
  if (typeof method !== "string") {
    throw invalidSelectorDefinition(name, `"method" must be text`);
  }
  if (value !== null && typeof value === "object") {
    throw invalidSelectorDefinition(name, `the value of "${method}" must be one text`);
  }
  const [first = "", ...keys] = method.split(".");
  return makeCriterion({
    raw: `${method}:${String(value)}`,
    method: first,
    keys,
    value: typeof value === "bigint" ? String(value) : (value ?? null),
    childrensParents: isYes(mapping.childrens_parents),
    parents: depthOf(mapping.parents, mapping.parents_depth),
    children: depthOf(mapping.children, mapping.children_depth),
    indirectSelection: indirectSelectionOf(name, mapping.indirect_selection) ?? usual,
  });
}

const isYes = (value: Data | undefined): boolean =>
  value !== undefined && value !== null && value !== false && value !== "" && value !== 0;

function depthOf(wanted: Data | undefined, depth: Data | undefined): number | undefined {
  if (!isYes(wanted)) return undefined;
  return isYes(depth) ? Number(depth) : Number.POSITIVE_INFINITY;
}

const modes: readonly IndirectSelection[] = ["eager", "cautious", "buildable", "empty"];

function indirectSelectionOf(name: string, mode: Data | undefined): IndirectSelection | undefined {
  if (mode === undefined || mode === null) return undefined;
  const known = modes.find((word) => word === mode);
  if (known !== undefined) return known;
  throw invalidSelectorDefinition(
    name,
    `indirect_selection must be one of ${modes.join(", ")}; found ${JSON.stringify(mode)}`,
  );
}

function asList({ name }: Reading, key: string, list: Data | undefined): readonly Data[] {
  if (Array.isArray(list)) return list;
  throw invalidSelectorDefinition(name, `"${key}" must hold a list`);
}

function isObject(data: Data | undefined): data is DataObject {
  return typeof data === "object" && data !== null && !Array.isArray(data) && !("toJSON" in data);
}
