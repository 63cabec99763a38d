/** Native rendering, as dbt renders YAML: what a template of one expression gives is a value. */

import type { Expression } from "../syntax/expression-tree.ts";
import { isFolded } from "../syntax/folding.ts";
import { Dict } from "../values/dict.ts";
import { PyError } from "../values/error.ts";
import { isFloat, isInt } from "../values/float.ts";
import { literalEval } from "../values/literal-eval.ts";
import { Markup } from "../values/markup.ts";
import { NativeText } from "../values/native-text.ts";
import { Range } from "../values/range.ts";
import { PySet } from "../values/set.ts";
import { str } from "../values/text.ts";
import { Tuple } from "../values/tuple.ts";
import type { Value } from "../values/value.ts";

/** Adds what a print statement gives. Jinja2 folds constant expressions into text before it runs. */
export function writeNative(chunks: Value[], node: Expression, value: Value): void {
  addChunk(chunks, isFolded(node) && hasSafeRepr(value) ? str(value) : value);
}

/** Adds to what a template wrote. As soon as that is more than one value, it is text: later changes do not show. */
export function addChunk(chunks: Value[], value: Value): void {
  const [first] = chunks;
  if (first === undefined) {
    chunks.push(value);
  } else {
    if (chunks.length === 1) chunks[0] = str(first);
    chunks.push(str(value));
  }
}

function hasSafeRepr(value: Value): boolean {
  if (value === null || typeof value === "boolean" || typeof value === "string") return true;
  if (isInt(value) || isFloat(value)) return true;
  if (Array.isArray(value)) return value.every(hasSafeRepr);
  if (value instanceof Tuple) return value.items.every(hasSafeRepr);
  if (value instanceof PySet) return [...value.values()].every(hasSafeRepr);
  if (value instanceof Dict) {
    return [...value.entries()].every(([key, item]) => hasSafeRepr(key) && hasSafeRepr(item));
  }
  return value instanceof Range || value instanceof Markup;
}

/**
 * The value of what a template wrote natively.
 * @throws PyError JinjaRenderingError when `as_bool` or `as_number` cannot keep their promise
 */
export function nativeValue(chunks: readonly Value[]): Value {
  const [only = "", ...rest] = chunks;
  if (rest.length > 0) return chunks.map(str).join("");
  if (!(only instanceof NativeText)) return only;
  const { kind, text } = only;
  if (kind === "text") return text;
  const literal = literalEval(text);
  const value = literal === undefined ? text : literal;
  const fits =
    kind === "bool"
      ? typeof value === "boolean"
      : kind === "native" || isInt(value) || isFloat(value);
  if (fits) return value;
  throw new PyError("JinjaRenderingError", `Could not convert value '${text}' into type '${kind}'`);
}
