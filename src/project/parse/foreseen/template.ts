/**
 * Tells what rendering a template would note without rendering it, for templates of a simple kind: text, calls with
 * literal arguments, loops over literal lists, `is_incremental()` and macros that only write text. Of any other template,
 * and of every one that is wrong, it says nothing, so that rendering decides.
 */
import type { MacroSet } from "../../macros/macro-set.ts";
import type { TemplateFacts } from "../facts.ts";
import { factsOfEffects, noEffects } from "./effects.ts";
import { type CallableNames, createCallableNames } from "./macros.ts";
import { type Fate, isUsableName, type Reading, readCondition, readOperand } from "./operands.ts";
import {
  nextOpening,
  type Opening,
  take,
  takeEnd,
  takeKeyword,
  takeLiteral,
  takeWord,
} from "./tag-reader.ts";

/** The facts of a package's template; undefined when it has to be rendered to know. */
export type Foresight = (text: string, packageName: string) => TemplateFacts | undefined;

export function createForesight(macros: MacroSet): Foresight {
  const known = new Map<string, CallableNames>();
  const namesOf = (packageName: string): CallableNames => {
    const made = known.get(packageName) ?? createCallableNames(macros, packageName);
    known.set(packageName, made);
    return made;
  };
  return (text, packageName) => {
    if (unusual.test(text)) return undefined;
    const effects = noEffects();
    const reading: Reading = {
      text,
      at: 0,
      names: namesOf(packageName),
      effects,
      variables: new Map(),
      fate: "once",
      loops: 0,
    };
    return readBody(reading, topLevel) === "" ? factsOfEffects(effects) : undefined;
  };
}

/** Escapes and other line ends would have to be decoded; dbt overlooks a `config (` that is written so. */
const unusual = /[\\\r]|\bconfig\s+\(/;

/** The end of the text ends the top level, and nothing else does. */
const topLevel: readonly string[] = [];

/** The statements up to an end tag, whose name comes back; undefined when something cannot be told. */
function readBody(reading: Reading, ends: readonly string[]): string | undefined {
  for (;;) {
    const opening = nextOpening(reading);
    if (opening === undefined) return ends === topLevel ? "" : undefined;
    const tag = opening === "{%" ? takeWord(reading) : undefined;
    if (tag !== undefined && ends.includes(tag)) return tag;
    if (!readPart(opening, tag, reading, ends)) return undefined;
  }
}

/** The same, with the rest of the end tag. */
function readBlock(reading: Reading, ends: readonly string[]): string | undefined {
  const end = readBody(reading, ends);
  return takeEnd(reading, "%}") ? end : undefined;
}

function readPart(
  opening: Opening,
  tag: string | undefined,
  reading: Reading,
  ends: readonly string[],
): boolean {
  if (opening === "{{") return readPrint(reading);
  if (tag === "if") return readIf(reading);
  if (tag === "for") return readFor(reading);
  return tag === "set" && ends === topLevel && readSet(reading);
}

/** `{{ x }}`, `{{ x if y }}` or `{{ x if y else z }}`. */
function readPrint(reading: Reading): boolean {
  const { at } = reading;
  if (readOperand(reading) && takeEnd(reading, "}}")) return true;
  reading.at = at;
  return withFate(reading, "unknown", () => {
    if (!readOperand(reading) || !takeKeyword(reading, "if")) return false;
    if (readCondition(reading) === undefined) return false;
    if (takeKeyword(reading, "else") && !readOperand(reading)) return false;
    return takeEnd(reading, "}}");
  });
}

function readIf(reading: Reading): boolean {
  const value = readCondition(reading);
  if (value === undefined || !takeEnd(reading, "%}")) return false;
  const body = (taken: boolean | "unknown", ends: readonly string[]): string | undefined =>
    withFate(reading, fateWhere(taken), () => readBlock(reading, ends));
  const end = body(value, ["else", "endif"]);
  if (end !== "else") return end === "endif";
  return body(value === "unknown" ? value : !value, ["endif"]) === "endif";
}

/** Undefined for what runs whenever that around it does. */
const fateWhere = (taken: boolean | "unknown"): Fate | undefined =>
  taken === true ? undefined : taken === false ? "never" : "unknown";

function readFor(reading: Reading): boolean {
  const { variables } = reading;
  const name = takeWord(reading);
  if (name === undefined || !isUsableName(name, reading) || !takeKeyword(reading, "in"))
    return false;
  const list = readList(reading);
  if (list === undefined || list.length === 0 || !takeEnd(reading, "%}")) return false;
  const isShadowed = variables.has(name);
  const before = variables.get(name);
  variables.set(name, undefined);
  reading.loops++;
  const end = withFate(reading, "repeated", () => readBlock(reading, ["endfor"]));
  reading.loops--;
  if (isShadowed) variables.set(name, before);
  else variables.delete(name);
  return end === "endfor";
}

function readList(reading: Reading): readonly unknown[] | undefined {
  const literal = takeLiteral(reading);
  const value = literal ?? reading.variables.get(takeWord(reading) ?? "");
  return Array.isArray(value) ? value : undefined;
}

function readSet(reading: Reading): boolean {
  const name = takeWord(reading);
  if (name === undefined || !isUsableName(name, reading) || !take(reading, "=")) return false;
  const value = takeLiteral(reading);
  if (value === undefined) return false;
  reading.variables.set(name, value);
  return takeEnd(reading, "%}");
}

/** Reads with another fate, unless what is around it is less certain still. */
function withFate<T>(reading: Reading, fate: Fate | undefined, read: () => T): T {
  const before = reading.fate;
  if (fate !== undefined && certainty.indexOf(fate) > certainty.indexOf(before))
    reading.fate = fate;
  const result = read();
  reading.fate = before;
  return result;
}

const certainty: readonly Fate[] = ["once", "repeated", "unknown", "never"];
