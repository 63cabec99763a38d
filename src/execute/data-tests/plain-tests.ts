/**
 * The SQL of the built-in tests `unique` and `not_null`, of which projects have most. What their macros write depends on
 * the tested relation and column by their names alone, so that they are called once, with marks for the two, and the
 * names put in later. A test with more to it, or a project with macros of its own for it, is left to the macros.
 */
import type { GenericTest } from "../../core/nodes.ts";
import { Dict, parseTemplate, type Value } from "../../jinja/index.ts";
import type { MacroSet } from "../../project/macros/macro-set.ts";
import type { NodeContext } from "../context/node-context.ts";
import { argumentsName } from "./test-arguments.ts";

/** The test's SQL; undefined when its macros have to be called. */
export type PlainTestSql = (test: GenericTest, context: NodeContext) => Promise<string | undefined>;

const marks = { model: "\u0001model\u0001", column: "\u0001column\u0001" };
const anyMark = new RegExp(`(${marks.model}|${marks.column})`);

/** `ref` or `source` with names alone, as the engine writes it. */
const plainModel = /^\{\{ get_where_subquery\((ref|source)\(('[^'\\]*'(?:, '[^'\\]*')?)\)\) \}\}$/;

/** @param macros of the project whose tests are compiled */
export function createPlainTests(macros: () => MacroSet): PlainTestSql {
  const shapes = new Map<string, Promise<readonly string[]>>();
  const plain = new Map<string, boolean>();
  const isPlain = (test: string, packageName: string): boolean => {
    const key = `${test} ${packageName}`;
    const known = plain.get(key);
    if (known !== undefined) return known;
    const found = isBuiltIn(test, packageName, macros());
    plain.set(key, found);
    return found;
  };
  return async (test, context) => {
    const call = calledModel(test);
    if (call === undefined || !isPlain(test.test_metadata.name, test.package_name))
      return undefined;
    const { store_failures: stores, store_failures_as: storesAs } = test.config;
    const key = `${test.test_metadata.name} ${test.package_name} ${stores} ${storesAs}`;
    const relation = await relationText(call, context);
    if (relation === undefined) return undefined;
    const shape = shapes.get(key) ?? shapeOf(test, context);
    shapes.set(key, shape);
    for (const name of dispatched(test.test_metadata.name))
      context.called.addId(`macro.dbt.${name}`);
    const column = String(test.test_metadata.kwargs.column_name);
    const fill = (part: string): string => {
      if (part === marks.model) return relation;
      return part === marks.column ? column : part;
    };
    return (await shape).map(fill).join("");
  };
}

interface ModelCall {
  readonly name: "ref" | "source";
  readonly args: readonly string[];
}

/** How the test finds what it tests; undefined when there is more to the test than relation and column. */
function calledModel({ raw_code: code, config, test_metadata: made }: GenericTest) {
  const { name, kwargs } = made;
  if (config.where || !isKnown(name) || Object.keys(kwargs).length !== 2) return undefined;
  if (code !== `{{ test_${name}(**${argumentsName}) }}`) return undefined;
  if (typeof kwargs.column_name !== "string" || typeof kwargs.model !== "string") return undefined;
  const found = plainModel.exec(kwargs.model);
  if (found === null) return undefined;
  const [, called, args = ""] = found;
  return { name: called, args: args.slice(1, -1).split("', '") } as ModelCall;
}

const isKnown = (name: string): boolean => name === "unique" || name === "not_null";

const dispatched = (name: string): readonly string[] => [`test_${name}`, "get_where_subquery"];

/** The names that the macros use mean what they mean without the project. */
function isBuiltIn(test: string, packageName: string, macros: MacroSet): boolean {
  return (
    dispatched(test).every(
      (name) =>
        macros.findTracked(name, packageName)?.id === `macro.dbt.${name}` &&
        macros.dispatch(name, "dbt", packageName).id === `macro.dbt.default__${name}`,
    ) &&
    macros.findTracked("should_store_failures", packageName)?.packageName === "dbt" &&
    ["ref", "source", "config"].every((name) => macros.find(name, null) === undefined)
  );
}

/** The relation as SQL names it; undefined when it cannot be told, which the macros then report. */
async function relationText({ name, args }: ModelCall, context: NodeContext) {
  try {
    return (await context.relation(name, args)).pyStr();
  } catch {
    return undefined;
  }
}

/** What the test's macros write, with marks in the places of the two names. */
async function shapeOf(test: GenericTest, context: NodeContext): Promise<readonly string[]> {
  const names: [string, Value][] = [
    ["column_name", marks.column],
    ["model", marks.model],
  ];
  context.set(argumentsName, Dict.of(names));
  const template = parseTemplate(test.raw_code, test.original_file_path);
  return (await context.interpreter.render(template)).split(anyMark);
}
