/** What a generic test refers to and calls. The common built-in tests are known; others are rendered to find out. */

import { closestName } from "../../core/closest.ts";
import type { Data, DataObject } from "../../core/data.ts";
import type { RefArgs } from "../../core/nodes.ts";
import type { Place } from "../../core/place.ts";
import { testNotFound } from "../../core/problems/generic-tests.ts";
import type { MacroSet } from "../macros/macro-set.ts";
import type { MacroSource } from "../macros/macro-source.ts";
import { isDataObject } from "../settings/data-object.ts";
import type { DraftNode } from "./draft.ts";
import { noFacts, type TemplateFacts } from "./facts.ts";
import { looksLikeCall } from "./recorder.ts";
import { hasJinja } from "./render-entry.ts";
import { readStatically } from "./static-template.ts";
import type { TestDefinition } from "./test-definition.ts";
import { pythonTexts } from "./test-names.ts";
import type { TestTarget } from "./test-target.ts";
import type { Workspace } from "./workspace.ts";

export interface RecordedTest {
  readonly facts: TemplateFacts;
  readonly calls: readonly DataObject[];
}

export interface TestToRecord {
  readonly node: DraftNode;
  readonly definition: TestDefinition;
  readonly config: DataObject;
  readonly target: TestTarget;
  readonly at: () => Place;
}

/** dbt itself does not render these two. */
const unrendered = ["macro.dbt.test_not_null", "macro.dbt.test_unique"];
/** These are rendered by dbt, but what comes of it is known as long as nobody overrides them. */
const known = ["accepted_values", "relationships"];

/** @throws Problem when there is no such test, TemplateError when it cannot be rendered */
export function recordTest(test: TestToRecord, workspace: Workspace): RecordedTest {
  const { config } = test;
  const macro = macroOf(test, workspace);
  if (unrendered.includes(macro.id)) {
    const facts = {
      ...noFacts,
      readStatically: false,
      macros: [macro.id],
      ...test.target.refersTo,
    };
    return { facts, calls: callsOf(config) };
  }
  const facts = foresee(test, macro, workspace) ?? render(test, macro.id, workspace);
  const macros = [macro.id, ...facts.macros.filter((id) => id !== macro.id)];
  // The config is noted once by the definition and once by the call in the test's own code.
  return { facts: { ...facts, macros }, calls: [...callsOf(config), ...facts.calls] };
}

/** Tests without config share one with all others of their folder. */
const callsOf = (config: DataObject): readonly DataObject[] =>
  Object.keys(config).length === 0 ? [] : [config];

/** What rendering notes; what it noted last time, when nothing has changed that it looks at. */
function render(
  { node, target }: TestToRecord,
  macroId: string,
  { recorder }: Workspace,
): TemplateFacts {
  const kwargs = node.test_metadata?.kwargs ?? {};
  const key = JSON.stringify([node.raw_code, kwargs]);
  const known = target.file.tests.get(key);
  if (known !== undefined) return known;
  const subject = { node, file: target.file.shown, fileText: node.raw_code, offset: 0 };
  const facts = recorder.recordTest(subject, kwargs, macroId);
  target.file.tests.set(key, facts);
  return facts;
}

function macroOf({ definition, target, at }: TestToRecord, { macros }: Workspace): MacroSource {
  const { name, namespace } = definition;
  const macroName = `test_${name}`;
  const called = namespace === null ? undefined : macros.find(macroName, namespace);
  const found = macros.findTracked(macroName, target.file.owner.name);
  if (found !== undefined && (namespace === null || called !== undefined || namespace === "dbt"))
    return found;
  const tests = [...macros.byId.values()].filter((macro) => macro.name.startsWith("test_"));
  const names = tests.map((macro) => macro.name.slice("test_".length));
  const owner = tests.find((macro) => macro.name === macroName)?.packageName;
  const meant = owner === undefined ? closestName(name, names) : `${owner}.${name}`;
  throw testNotFound(namespace === null ? name : `${namespace}.${name}`, meant, at());
}

/** What rendering would note, when that can be told from the arguments. */
function foresee(
  { node, definition, config }: TestToRecord,
  macro: MacroSource,
  { macros }: Workspace,
): TemplateFacts | undefined {
  const isKnown =
    macro.packageName === "dbt" &&
    known.includes(definition.name) &&
    isPlain(macro.name, macros) &&
    isPlain("get_where_subquery", macros);
  if (!isKnown || node.raw_code.includes("\\")) return undefined;
  const found = collectAll(node.test_metadata?.kwargs ?? {});
  if (found === undefined) return undefined;
  const hasConfig = Object.keys(config).length > 0;
  return {
    ...noFacts,
    ...found,
    readStatically: false,
    calls: hasConfig ? [config] : [],
    unrenderedCalls: hasConfig ? pythonTexts(config) : null,
    macros: [macro.id, "macro.dbt.get_where_subquery"],
  };
}

type Found = { readonly refs: RefArgs[]; readonly sources: (readonly string[])[] };

/** The refs and sources in a test's arguments; undefined when they have to be rendered. */
function collectAll(kwargs: DataObject): Found | undefined {
  const found: Found = { refs: [], sources: [] };
  for (const [key, value] of Object.entries(kwargs)) {
    if (key === "column_name") continue;
    if (!collect(key === "model" ? unwrap(value) : value, found)) return undefined;
  }
  return found;
}

/** `{{ get_where_subquery(ref('x')) }}` → `ref('x')`. */
const unwrap = (model: Data): string =>
  String(model).slice("{{ get_where_subquery(".length, -") }}".length);

/** The built-in macro, and the built-in way it dispatches. */
function isPlain(name: string, macros: MacroSet): boolean {
  return (
    macros.findTracked(name, macros.rootName)?.id === `macro.dbt.${name}` &&
    macros.dispatch(name, "dbt", macros.rootName).id === `macro.dbt.default__${name}`
  );
}

/** Notes the refs and sources in an argument; false when it has to be rendered. */
function collect(value: Data, found: Found): boolean {
  if (Array.isArray(value)) return value.every((item: Data) => collect(item, found));
  if (isDataObject(value)) return Object.values(value).every((item) => collect(item, found));
  if (typeof value !== "string") return true;
  if (!looksLikeCall.test(value)) return !hasJinja(value);
  const read = readStatically(`{{ ${value} }}`);
  if (read === undefined || read.configs.length > 0) return false;
  found.refs.push(...read.refs);
  found.sources.push(...read.sources);
  return true;
}
