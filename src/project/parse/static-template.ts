/**
 * Reads a template that holds nothing but `ref`, `source` and `config` calls with literal arguments, without rendering
 * it. The line between what is read so and what is rendered is dbt's, because the manifest shows it: `unrendered_config`
 * differs between the two.
 */
import type { Data, DataObject } from "../../core/data.ts";
import type { RefArgs } from "../../core/nodes.ts";
import { compact } from "../settings/compact.ts";
import {
  type Argument,
  type CallLiteral,
  type Literal,
  LiteralScanner,
} from "./literal-scanner.ts";

export interface StaticTemplate {
  readonly refs: readonly RefArgs[];
  readonly sources: readonly (readonly [string, string])[];
  /** Every argument of every `config()`, in order. */
  readonly configs: readonly DataObject[];
  /** The arguments of the first `config()`; null when there is none. */
  readonly firstConfig: DataObject | null;
}

interface Found {
  readonly refs: RefArgs[];
  readonly sources: [string, string][];
  readonly configs: DataObject[];
  firstConfig: DataObject | null;
}

const open = /\{[{%#]/g;

/** What the template says; undefined when it has to be rendered to know. */
export function readStatically(text: string): StaticTemplate | undefined {
  const calls: CallLiteral[] = [];
  open.lastIndex = 0;
  for (let match = open.exec(text); match !== null; match = open.exec(text)) {
    const end =
      match[0] === "{#" ? commentEnd(text, match.index) : expressionEnd(text, match, calls);
    if (end === undefined) return undefined;
    open.lastIndex = end;
  }
  const found: Found = { refs: [], sources: [], configs: [], firstConfig: null };
  if (!calls.every((call) => record(call, found))) return undefined;
  const { refs, sources, configs, firstConfig } = found;
  return {
    refs: compact(refs),
    sources: compact(sources),
    configs: compact(configs),
    firstConfig,
  };
}

function commentEnd(text: string, from: number): number | undefined {
  const end = text.indexOf("#}", from + 2);
  return end < 0 ? undefined : end + 2;
}

function expressionEnd(
  text: string,
  match: RegExpExecArray,
  calls: CallLiteral[],
): number | undefined {
  if (match[0] !== "{{") return undefined;
  const scanner = new LiteralScanner(text, match.index + 2);
  const value = scanner.literal();
  if (value === undefined || !scanner.take("}}")) return undefined;
  if (value.kind === "call") calls.push(value);
  return scanner.at;
}

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
  const call: [string, Data][] = [];
  for (const { name: key, value } of args) {
    if (key === undefined || key === "pre_hook" || key === "post_hook") return false;
    const data = dataOf(value);
    if (data === undefined) return false;
    found.configs.push({ [key]: data });
    call.push([key, data]);
  }
  found.firstConfig ??= Object.fromEntries(call);
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
