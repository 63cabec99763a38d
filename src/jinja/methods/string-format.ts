/** `str.format` and `str.format_map`, with the sandbox's look-ups for `{a.b[c]}`. */
import { isObject, textOf } from "../values/compare.ts";
import { PyError, typeError, valueError } from "../values/error.ts";
import { formatValue } from "../values/format-spec.ts";
import { asciiText, repr, str } from "../values/text.ts";
import type { Call, Value } from "../values/value.ts";

/** How a look-up inside a replacement field is made; the attributes of values are not known here. */
export interface FieldAccess {
  attribute(value: Value, name: string): Value;
  item(value: Value, key: Value): Value;
}

interface Formatting {
  readonly args: readonly Value[];
  readonly named: (name: string) => Value | undefined;
  readonly access: FieldAccess;
  /** What happens to the text of a field, such as escaping. */
  readonly finish: (text: string, value: Value) => string;
  nextIndex: number;
  numbering: "automatic" | "manual" | undefined;
}

/** @throws PyError as Python's `str.format` raises them */
export function formatText(
  format: string,
  call: Pick<Call, "args" | "kwargs">,
  access: FieldAccess,
  finish: (text: string, value: Value) => string = (text) => text,
): string {
  const { args, kwargs } = call;
  const named = (name: string) => kwargs.get(name);
  return expand({ args, named, access, finish, nextIndex: 0, numbering: undefined }, format, 2);
}

/** @throws PyError as Python's `str.format_map` raises them */
export function formatMap(
  format: string,
  mapping: Value,
  access: FieldAccess,
  finish: (text: string, value: Value) => string = (text) => text,
): string {
  const named = (name: string) => (isObject(mapping) ? mapping.pyGetItem?.(name) : undefined);
  return expand({ args: [], named, access, finish, nextIndex: 0, numbering: undefined }, format, 2);
}

function expand(formatting: Formatting, format: string, depth: number): string {
  if (depth < 0) throw valueError("Max string recursion exceeded");
  let out = "";
  let index = 0;
  while (index < format.length) {
    const char = format.charAt(index);
    if (char !== "{" && char !== "}") {
      out += char;
      index++;
    } else if (format.charAt(index + 1) === char) {
      out += char;
      index += 2;
    } else if (char === "}") {
      throw valueError("Single '}' encountered in format string");
    } else {
      const end = fieldEnd(format, index);
      out += replacement(formatting, format.slice(index + 1, end), depth);
      index = end + 1;
    }
  }
  return out;
}

function fieldEnd(format: string, start: number): number {
  if (start + 1 >= format.length) throw valueError("Single '{' encountered in format string");
  let open = 0;
  for (let index = start; index < format.length; index++) {
    const char = format.charAt(index);
    if (char === "{") open++;
    else if (char === "}" && --open === 0) return index;
    else if (char === "[" && open === 1 && !format.slice(start, index).includes(":")) {
      const close = format.indexOf("]", index);
      if (close < 0) break;
      index = close;
    }
  }
  throw valueError("expected '}' before end of string");
}

function replacement(formatting: Formatting, field: string, depth: number): string {
  const [, name = "", conversion, spec = ""] =
    /^((?:\[[^\]]*\]|[^!:[])*)(?:!([^:]*))?(?::(.*))?$/su.exec(field) ?? [];
  const value = lookUp(formatting, name);
  const converted = conversion === undefined ? value : convert(value, conversion);
  const expanded = expand(formatting, spec, depth - 1);
  return formatting.finish(formatValue(converted, expanded), converted);
}

function convert(value: Value, conversion: string): Value {
  if (conversion === "s") return str(value);
  if (conversion === "r") return repr(value);
  if (conversion === "a") return asciiText(repr(value));
  if (conversion.length > 1) throw valueError("expected ':' after conversion specifier");
  throw valueError(
    conversion === ""
      ? "end of string while looking for conversion specifier"
      : `Unknown conversion specifier ${conversion}`,
  );
}

function lookUp(formatting: Formatting, field: string): Value {
  const [, first = "", rest = ""] = /^([^.[]*)(.*)$/su.exec(field) ?? [];
  // Numbering is for fields that are all empty: `{[0]}` asks for the argument named "".
  if (first === "" && rest !== "") throw new PyError("KeyError", repr(first));
  let value = firstValue(formatting, first);
  const steps = /\.([^.[]*)|\[([^\]]*)\]|./gsu;
  for (const step of rest.matchAll(steps)) value = stepInto(value, step, formatting.access);
  return value;
}

function stepInto(value: Value, [step, attribute, item]: RegExpExecArray, access: FieldAccess) {
  if (step === "." || step === "[]") throw valueError("Empty attribute in format string");
  if (attribute !== undefined) return access.attribute(value, attribute);
  if (item === undefined) {
    throw valueError("Only '.' or '[' may follow ']' in format field specifier");
  }
  return access.item(value, /^\d+$/.test(item) ? Number(item) : item);
}

function firstValue(formatting: Formatting, name: string): Value {
  if (name !== "" && !/^\d+$/.test(name)) {
    const value = formatting.named(name);
    if (value === undefined) throw new PyError("KeyError", repr(name));
    return value;
  }
  const numbering = name === "" ? "automatic" : "manual";
  if (formatting.numbering !== undefined && formatting.numbering !== numbering) {
    throw valueError(
      numbering === "manual"
        ? "cannot switch from automatic field numbering to manual field specification"
        : "cannot switch from manual field specification to automatic field numbering",
    );
  }
  formatting.numbering = numbering;
  const index = name === "" ? formatting.nextIndex++ : Number(name);
  const value = formatting.args[index];
  if (value !== undefined) return value;
  throw new PyError(
    "IndexError",
    `Replacement index ${index} out of range for positional args tuple`,
  );
}

/** @throws PyError TypeError when the arguments of `format_map` are not one mapping */
export function mapOf(call: Call): Value {
  if (call.kwargs.size > 0) throw typeError("format_map() takes no keyword arguments");
  const [mapping] = call.args;
  if (mapping === undefined || call.args.length !== 1) {
    const { length } = call.args;
    throw typeError(`format_map() takes exactly one argument (${length} given)`);
  }
  return textOf(mapping) === undefined ? mapping : "";
}
