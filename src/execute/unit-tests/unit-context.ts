/** Prepares a context in which a model is rendered for a unit test: its inputs are fixtures, macros and vars may be faked. */
import type { Dialect } from "../../adapters/dialect.ts";
import type { DataObject } from "../../core/data.ts";
import type { Model } from "../../core/nodes.ts";
import { unitTestInputInvalid } from "../../core/problems/test.ts";
import { nativeFunction, type PyObject, str, toValue, type Value } from "../../jinja/index.ts";
import { ephemeralRelation } from "../../project/context/relation.ts";
import type { Resolver } from "../../project/parse/resolve.ts";
import type { NodeContext } from "../context/node-context.ts";
import { type Cte, cteName, cteText } from "../ctes.ts";
import { type Fixture, resolveRef } from "./fixtures.ts";

export interface UnitContext {
  readonly context: NodeContext;
  readonly resolver: Resolver;
  readonly dialect: Dialect;
  readonly tested: Model;
  readonly testName: string;
  readonly fixtures: readonly Fixture[];
}

/**
 * Puts the fixtures in place of `ref`, `source` and `this`.
 * @returns the CTEs of the fixtures that the template has read so far, in that order
 */
export function useFixtures(unit: UnitContext): Map<string, Cte> {
  const { context, resolver, dialect, tested, testName, fixtures } = unit;
  const used = new Map<string, Cte>();
  const read = (id: string | undefined, wanted: string): Value => {
    const fixture = fixtures.find(({ node }) => node.unique_id === id);
    if (fixture === undefined) throw unitTestInputInvalid(testName, wanted);
    useFixture(used, fixture);
    return ephemeralRelation(fixture.identifier, dialect);
  };
  const ref = nativeFunction("ref", ({ args, kwargs }) => {
    const names = args.map(str);
    const version = kwargs.get("v") ?? kwargs.get("version") ?? null;
    const node = resolveRef(resolver, names, version === null ? null : str(version), tested);
    return read(node?.unique_id, `ref(${names.map((name) => `'${name}'`).join(", ")})`);
  });
  const source = nativeFunction("source", ({ args }) => {
    const [sourceName = "", table = ""] = args.map(str);
    const resolved = resolver.source(sourceName, table, tested);
    const id = resolved.kind === "found" ? resolved.node.unique_id : undefined;
    return read(id, `source('${sourceName}', '${table}')`);
  });
  context.set("ref", ref);
  context.set("source", source);
  const own = fixtures.find(({ isThis }) => isThis);
  if (own !== undefined) useFixture(used, own);
  context.set("this", own === undefined ? null : cteName(own.identifier));
  return used;
}

function useFixture(used: Map<string, Cte>, { node, identifier, sql }: Fixture): void {
  const id = node.unique_id;
  if (!used.has(id)) used.set(id, { id, sql: cteText(identifier, sql) });
}

/** Replaces macros, vars and environment variables by the values that the test gives them. */
export function useOverrides(context: NodeContext, overrides: DataObject | null): void {
  const part = (name: string): [string, Value][] =>
    Object.entries((overrides?.[name] ?? {}) as DataObject).map(([key, value]) => [
      key,
      toValue(value),
    ]);
  for (const [name, value] of part("macros")) overrideMacro(context, name, value);
  overrideLookup(context, "var", new Map(part("vars")));
  overrideLookup(context, "env_var", new Map(part("env_vars")));
}

function overrideMacro(context: NodeContext, name: string, value: Value): void {
  const [packageName, member] = name.split(".");
  const fake = nativeFunction(name, () => value);
  if (packageName === undefined || member === undefined) {
    context.set(name, fake);
    return;
  }
  const namespace = context.get(packageName) as PyObject | undefined;
  context.set(packageName, {
    pyType: namespace?.pyType ?? "MacroNamespace",
    // As items, because an attribute whose name begins with "_" is out of reach in templates.
    pyGetItem: (key) => (key === member ? fake : namespace?.pyGetItem?.(key)),
  });
}

/** `var` and `env_var` look into the test's values first. */
function overrideLookup(
  context: NodeContext,
  name: "var" | "env_var",
  values: ReadonlyMap<string, Value>,
): void {
  if (values.size === 0) return;
  const original = context.get(name) as PyObject | undefined;
  const has = nativeFunction("has_var", (call) => {
    if (values.has(str(call.args[0] ?? ""))) return true;
    const inner = original?.pyGetAttr?.("has_var") as PyObject | undefined;
    return inner?.pyCall?.(call) ?? false;
  });
  context.set(name, {
    pyType: original?.pyType ?? "function",
    pyCall: (call) => values.get(str(call.args[0] ?? "")) ?? original?.pyCall?.(call) ?? null,
    pyGetAttr: (key) => (key === "has_var" ? has : original?.pyGetAttr?.(key)),
  });
}
