/** Applies operators, filters and tests to values that are there; nothing here can have to wait. */
import { filters, tests } from "../filters/filters.ts";
import type { CompareOperator } from "../syntax/expression-tree.ts";
import { compare, equals, textOf } from "../values/compare.ts";
import { PyError, typeError } from "../values/error.ts";
import { contains } from "../values/iterate.ts";
import { Markup } from "../values/markup.ts";
import { str, typeName } from "../values/text.ts";
import type { Value } from "../values/value.ts";
import type { Activation } from "./activation.ts";
import { addChunk } from "./native.ts";

/** @throws PyError TypeError when Python cannot order the two, UndefinedError for undefined values */
export function compareWith(operator: CompareOperator, left: Value, right: Value): boolean {
  switch (operator) {
    case "==":
      return equals(left, right);
    case "!=":
      return !equals(left, right);
    case "in":
      return contains(right, left);
    case "not in":
      return !contains(right, left);
    default:
      return ordered(operator, left, right);
  }
}

function ordered(operator: "<" | "<=" | ">" | ">=", left: Value, right: Value): boolean {
  const order = compare(left, right, operator);
  switch (operator) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    default:
      return order >= 0;
  }
}

/** What `~` makes of its parts. */
export function concatenated(parts: readonly Value[], frame: Activation): Value {
  if (frame.run.autoescape && parts.some((part) => part instanceof Markup)) {
    return Markup.join(...parts);
  }
  let text = "";
  for (const part of parts) text += str(part);
  return text;
}

/** @throws PyError TemplateRuntimeError when there is no such filter, and whatever the filter raises */
export function applyFilter(
  name: string,
  input: Value,
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
  frame: Activation,
): Value {
  const filter = filters.get(name);
  if (filter === undefined) throw noSuch("filter", name);
  return filter(input, { args, kwargs, run: frame.run });
}

/** @throws PyError TemplateRuntimeError when there is no such test, and whatever the test raises */
export function applyTest(
  name: string,
  input: Value,
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
  frame: Activation,
): Value {
  const test = tests.get(name);
  if (test === undefined) throw noSuch("test", name);
  return test(input, { args, kwargs, run: frame.run });
}

function noSuch(kind: "filter" | "test", name: string): PyError {
  return new PyError("TemplateRuntimeError", `No ${kind} named '${name}' found.`);
}

/** Writes a value into the output; native rendering keeps it as it is. */
export function write(frame: Activation, value: Value): void {
  if (frame.chunks) addChunk(frame.chunks, value);
  else frame.out += frame.run.autoescape ? Markup.escape(value).text : str(value);
}

/**
 * Writes what a call block or a filter block gives.
 * @throws PyError TypeError for what is no text, which Jinja2 does not turn into text there
 */
export function writeText(frame: Activation, value: Value): void {
  if (frame.chunks === undefined && textOf(value) === undefined) {
    throw typeError(`expected str instance, ${typeName(value)} found`);
  }
  write(frame, value);
}

/** What a block has captured: markup when escaping is on. */
export function captured(frame: Activation, text: string): Value {
  return frame.run.autoescape ? new Markup(text) : text;
}
