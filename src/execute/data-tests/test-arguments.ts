/** Gives a generic test the arguments that its YAML names, rendered: `ref('x')` becomes a relation, text stays text. */
import type { Data, DataObject } from "../../core/data.ts";
import type { GenericTest } from "../../core/nodes.ts";
import { Dict, nativeFunction, parseTemplate, toValue, type Value } from "../../jinja/index.ts";
import { renderedPlain } from "../../project/parse/render-entry.ts";
import type { NodeContext } from "../context/node-context.ts";

/** The name under which the test's template, `{{ test_x(**…) }}`, finds them. */
export const argumentsName = "_dbt_generic_test_kwargs";

const looksLikeCall = /^\s*(env_var|ref|var|source|doc)\s*\(.+\)\s*$/;
const singleExpression = /^\s*\{\{-?([\s\S]*?)-?\}\}\s*$/;
const hasJinja = /\{[{%#]/;

/** Renders the arguments in the test's context and puts them there. */
export async function bindTestArguments(test: GenericTest, context: NodeContext): Promise<void> {
  const bound = new Dict();
  for (const [key, value] of Object.entries(test.test_metadata.kwargs)) {
    // A column's name is never a template, even if it looks like one.
    const isName = key === "column_name" && typeof value === "string";
    bound.set(key, isName ? value : await renderArgument(value, test, context));
  }
  context.set(argumentsName, bound);
}

async function renderArgument(
  value: Data,
  test: GenericTest,
  context: NodeContext,
): Promise<Value> {
  if (typeof value === "string") return await renderText(value, test, context);
  if (Array.isArray(value)) {
    const items: Value[] = [];
    for (const item of value) items.push(await renderArgument(item, test, context));
    return items;
  }
  if (!isMapping(value)) return toValue(value);
  const mapping = new Dict();
  for (const [key, inner] of Object.entries(value))
    mapping.set(key, await renderArgument(inner, test, context));
  return mapping;
}

const isMapping = (value: Data): value is DataObject =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** An argument that is one expression gives its value, not the value's text. */
async function renderText(text: string, test: GenericTest, context: NodeContext): Promise<Value> {
  const expression = looksLikeCall.test(text) ? text : singleExpression.exec(text)?.[1];
  const file = test.original_file_path;
  if (expression === undefined || expression.includes("}}"))
    return hasJinja.test(text) ? await context.render(text, file) : renderedPlain(text);
  let taken: Value = null;
  context.set(
    "_engine_take",
    nativeFunction("_engine_take", ({ args: [value = null] }) => {
      taken = value;
      return "";
    }),
  );
  await context.interpreter.render(parseTemplate(`{% do _engine_take(${expression}) %}`, file));
  return taken;
}
