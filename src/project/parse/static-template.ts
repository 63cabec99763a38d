/**
 * Reads a template that holds nothing but `ref`, `source` and `config` calls with literal arguments, without rendering
 * it. The line between what is read so and what is rendered is dbt's, because the manifest shows it: `unrendered_config`
 * differs between the two.
 */
import { type Data, type DataObject, mappingOf } from "../../core/data.ts";
import type { RefArgs } from "../../core/nodes.ts";

export interface StaticTemplate {
  readonly refs: readonly RefArgs[];
  readonly sources: readonly (readonly [string, string])[];
  /** Every argument of every `config()`, in order. */
  readonly configs: readonly DataObject[];
  /** The arguments of the first `config()`; null when there is none. */
  readonly firstConfig: DataObject | null;
}

type Literal =
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "list"; readonly value: readonly Literal[] }
  | { readonly kind: "dict"; readonly value: readonly (readonly [string, Literal])[] }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Argument[] };

interface Argument {
  readonly name: string | undefined;
  readonly value: Literal;
}

interface Found {
  readonly refs: RefArgs[];
  readonly sources: [string, string][];
  readonly configs: DataObject[];
  firstConfig: DataObject | null;
}

const open = /\{[{%#]/g;
const blank = /\s*/y;
const string = /'((?:[^'\\]|\\[\s\S])*)'|"((?:[^"\\]|\\[\s\S])*)"/y;
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const name = /[A-Za-z_][A-Za-z0-9_]*/y;
const keyword = /([A-Za-z_][A-Za-z0-9_]*)\s*=(?!=)/y;

/** What the template says; undefined when it has to be rendered to know. */
export function readStatically(text: string): StaticTemplate | undefined {
  const found: Found = { refs: [], sources: [], configs: [], firstConfig: null };
  open.lastIndex = 0;
  for (let match = open.exec(text); match !== null; match = open.exec(text)) {
    const end =
      match[0] === "{#" ? commentEnd(text, match.index) : expressionEnd(text, match, found);
    if (end === undefined) return undefined;
    open.lastIndex = end;
  }
  return found;
}

function commentEnd(text: string, from: number): number | undefined {
  const end = text.indexOf("#}", from + 2);
  return end < 0 ? undefined : end + 2;
}

function expressionEnd(text: string, match: RegExpExecArray, found: Found): number | undefined {
  if (match[0] !== "{{") return undefined;
  const scanner = new Scanner(text, match.index + 2);
  const value = scanner.literal();
  if (value === undefined || !scanner.take("}}")) return undefined;
  if (value.kind === "call" && !record(value, found)) return undefined;
  return scanner.at;
}

class Scanner {
  readonly text: string;
  at: number;

  constructor(text: string, at: number) {
    this.text = text;
    this.at = at;
  }

  match(pattern: RegExp): RegExpExecArray | null {
    blank.lastIndex = this.at;
    blank.exec(this.text);
    pattern.lastIndex = blank.lastIndex;
    const match = pattern.exec(this.text);
    if (match !== null) this.at = pattern.lastIndex;
    return match;
  }

  take(token: string): boolean {
    blank.lastIndex = this.at;
    blank.exec(this.text);
    if (!this.text.startsWith(token, blank.lastIndex)) return false;
    this.at = blank.lastIndex + token.length;
    return true;
  }

  literal(): Literal | undefined {
    const quoted = this.match(string);
    if (quoted !== null) return { kind: "string", value: quoted[1] ?? quoted[2] ?? "" };
    const digits = this.match(number);
    if (digits !== null) return { kind: "number", value: Number(digits[0]) };
    if (this.take("[")) {
      const items = this.list("]", () => this.literal());
      return items && { kind: "list", value: items };
    }
    if (this.take("{")) {
      const entries = this.list("}", () => this.entry());
      return entries && { kind: "dict", value: entries };
    }
    return this.named();
  }

  named(): Literal | undefined {
    const word = this.match(name)?.[0];
    if (word === "True" || word === "False") return { kind: "boolean", value: word === "True" };
    if (word === undefined || !this.take("(")) return undefined;
    const args = this.list(")", () => this.argument());
    return args && { kind: "call", name: word, args };
  }

  entry(): readonly [string, Literal] | undefined {
    const key = this.match(string);
    if (key === null || !this.take(":")) return undefined;
    const value = this.literal();
    return value && [key[1] ?? key[2] ?? "", value];
  }

  argument(): Argument | undefined {
    const given = this.match(keyword)?.[1];
    const value = this.literal();
    return value && { name: given, value };
  }

  /** Items with commas between them, of which one may trail. */
  list<T>(end: string, item: () => T | undefined): readonly T[] | undefined {
    const items: T[] = [];
    while (!this.take(end)) {
      const value = item();
      if (value === undefined) return undefined;
      items.push(value);
      if (this.take(",")) continue;
      return this.take(end) ? items : undefined;
    }
    return items;
  }
}

type CallLiteral = Extract<Literal, { kind: "call" }>;

function record(call: CallLiteral, found: Found): boolean {
  if (call.name === "ref") return recordRef(call.args, found);
  if (call.name === "source") return recordSource(call.args, found);
  return call.name === "config" && recordConfig(call.args, found);
}

function recordRef(args: readonly Argument[], found: Found): boolean {
  const last = args.at(-1);
  const versioned = last?.name === "v" || last?.name === "version" ? last.value : undefined;
  const names = stringsOf(versioned === undefined ? args : args.slice(0, -1));
  if (names === undefined || names.length < 1 || names.length > 2) return false;
  if (versioned !== undefined && versioned.kind !== "string" && versioned.kind !== "number")
    return false;
  found.refs.push({
    name: names.at(-1) as string,
    package: names.length === 2 ? (names[0] as string) : null,
    version: versioned?.value ?? null,
  });
  return true;
}

function recordSource(args: readonly Argument[], found: Found): boolean {
  const names = stringsOf(args);
  if (names?.length !== 2) return false;
  const [source, table] = names as [string, string];
  found.sources.push([source, table]);
  return true;
}

function recordConfig(args: readonly Argument[], found: Found): boolean {
  if (args.length === 0) return false;
  const call = mappingOf<Data>();
  for (const { name: key, value } of args) {
    if (key === undefined || key === "pre_hook" || key === "post_hook") return false;
    const data = dataOf(value);
    if (data === undefined) return false;
    found.configs.push({ [key]: data });
    call[key] = data;
  }
  found.firstConfig ??= { ...call };
  return true;
}

function stringsOf(args: readonly Argument[]): readonly string[] | undefined {
  const strings: string[] = [];
  for (const { name: given, value } of args) {
    if (given !== undefined || value.kind !== "string") return undefined;
    strings.push(value.value);
  }
  return strings;
}

/** Configs hold strings, booleans, lists and dicts; a number makes dbt render. */
function dataOf(literal: Literal): Data | undefined {
  switch (literal.kind) {
    case "string":
    case "boolean":
      return literal.value;
    case "list":
      return allOf(literal.value.map(dataOf));
    case "dict": {
      const values = allOf(literal.value.map(([, value]) => dataOf(value)));
      return (
        values &&
        Object.fromEntries(literal.value.map(([key], index) => [key, values[index] as Data]))
      );
    }
    default:
      return undefined;
  }
}

const allOf = (values: readonly (Data | undefined)[]): readonly Data[] | undefined =>
  values.includes(undefined) ? undefined : (values as readonly Data[]);
