/** Reads the expressions that `template.ts` understands, and notes what evaluating them does. */
import type { Data, DataObject } from "../../../core/data.ts";
import type { Effects } from "./effects.ts";
import {
  areDifferent,
  type CallableNames,
  fits,
  usualIncremental,
  type WritingMacro,
} from "./macros.ts";
import {
  isKeyword,
  peek,
  type TagReader,
  take,
  takeKeyword,
  takeLiteral,
  takeWord,
} from "./tag-reader.ts";

/** How often what is being read runs: once, in a loop at least once, or nobody knows; or it never does. */
export type Fate = "once" | "repeated" | "unknown" | "never";

export interface Reading extends TagReader {
  readonly names: CallableNames;
  readonly effects: Effects;
  /** The template's own variables; the value is undefined where only rendering would tell it. */
  readonly variables: Map<string, Data | undefined>;
  fate: Fate;
  /** How many loops are open. */
  loops: number;
}

/** Names that templates may not use for variables of their own here, since they mean something. */
const reserved = [
  ...["ref", "source", "config", "this", "execute", "is_incremental"],
  ...["loop", "self", "super", "caller", "varargs", "kwargs", "context"],
];

export const isUsableName = (word: string, { names }: Reading): boolean =>
  !isKeyword(word) && !reserved.includes(word) && names.isFree(word);

/** True for a text, a variable, a member of `loop`, `this`, or a call, that can be evaluated without failing. */
export function readOperand(reading: Reading): boolean {
  if (takeLiteral(reading) !== undefined) return true;
  const word = takeWord(reading);
  if (word === undefined || isKeyword(word)) return false;
  const code = peek(reading);
  if (code === 40) return readCall(word, reading);
  if (code === 46) return word === "loop" && readLoopMember(reading);
  if (code === 91) return false;
  if (reading.fate === "never" || reading.variables.has(word)) return true;
  return word === "this" && readThis(reading);
}

/** The relation of the node itself: whoever looks at it looks at the settings. */
function readThis({ names, fate, effects }: Reading): boolean {
  if (fate === "unknown" || !names.isFree("this")) return false;
  effects.settings = true;
  return true;
}

const loopMembers = ["first", "last", "index", "index0", "length"];

function readLoopMember(reading: Reading): boolean {
  take(reading, ".");
  const member = takeWord(reading);
  const code = peek(reading);
  return reading.loops > 0 && member !== undefined && loopMembers.includes(member) && code !== 40;
}

interface Passed {
  /** How many come without a name. */
  readonly count: number;
  readonly values: readonly (Data | undefined)[];
  readonly names: readonly string[];
}

function readCall(word: string, reading: Reading): boolean {
  const passed = readArguments(reading);
  // A call of what a call gives, or a part of it.
  if (passed === undefined || [40, 46, 91].includes(peek(reading))) return false;
  // The first `config` in the text counts, also where it never runs.
  if (reading.fate === "never") return word !== "config";
  return reading.fate !== "unknown" && noteCall(word, passed, reading);
}

function noteCall(word: string, passed: Passed, reading: Reading): boolean {
  const { fate, variables, names, effects } = reading;
  if (variables.has(word)) return false;
  if (names.isFree(word)) return fate === "once" && noteNative(word, passed, effects);
  const macro = names.writingMacro(word);
  if (macro === undefined || !fits(macro, passed.count, passed.names)) return false;
  noteMacro(macro, effects);
  return true;
}

function readArguments(reading: Reading): Passed | undefined {
  const values: (Data | undefined)[] = [];
  const names: string[] = [];
  take(reading, "(");
  while (!take(reading, ")")) {
    const name = takeArgumentName(reading);
    if (name !== undefined) names.push(name);
    else if (names.length > 0) return undefined;
    const value = takeLiteral(reading);
    if (value === undefined && !readOperand(reading)) return undefined;
    values.push(value);
    if (take(reading, ",")) continue;
    if (!take(reading, ")")) return undefined;
    break;
  }
  if (!areDifferent(names)) return undefined;
  return { count: values.length - names.length, values, names };
}

function takeArgumentName(reading: Reading): string | undefined {
  const { at } = reading;
  const word = takeWord(reading);
  const isName = word !== undefined && !isKeyword(word) && word !== "__proto__";
  if (isName && peek(reading) === 61 && reading.text.charCodeAt(reading.at + 1) !== 61) {
    reading.at++;
    return word;
  }
  reading.at = at;
  return undefined;
}

function noteMacro({ id, ran }: Pick<WritingMacro, "id" | "ran">, effects: Effects): void {
  effects.macros.add(id);
  for (const each of ran) effects.ran.add(each);
}

function noteNative(word: string, { count, values, names }: Passed, effects: Effects): boolean {
  if (word === "config") return count === 0 && noteConfig(names, values, effects);
  if (names.length > 0 || count > 2 || !values.every((value) => typeof value === "string"))
    return false;
  const first = values[0];
  const second = values[1];
  if (word === "ref" && first !== undefined) {
    const owner = second === undefined ? null : first;
    effects.refs.push({ name: second ?? first, package: owner, version: null });
    return true;
  }
  if (word !== "source" || first === undefined || second === undefined) return false;
  effects.sources.push([first, second]);
  return true;
}

function noteConfig(
  names: readonly string[],
  values: readonly (Data | undefined)[],
  { calls }: Effects,
): boolean {
  const call: Record<string, Data> = {};
  const isNoted = names.every((name, index) => {
    const value = values[index];
    if (value === undefined || name === "pre_hook" || name === "post_hook") return false;
    call[name] = value;
    return true;
  });
  if (names.length > 0 && isNoted) calls.push(call satisfies DataObject);
  return names.length > 0 && isNoted;
}

/** What a condition comes to; "unknown" where it can be both, undefined where it is none that this file reads. */
export function readCondition(reading: Reading): boolean | "unknown" | undefined {
  const isNegated = takeKeyword(reading, "not");
  const value = readTruth(reading);
  return typeof value === "boolean" && isNegated ? !value : value;
}

function readTruth(reading: Reading): boolean | "unknown" | undefined {
  const { at, names, variables } = reading;
  const word = takeWord(reading);
  const code = peek(reading);
  if (word === "execute" && code !== 40 && code !== 46 && code !== 91)
    return names.isFree(word) && !variables.has(word) ? false : undefined;
  if (word === "is_incremental" && code === 40) return readIncremental(reading);
  reading.at = at;
  return readsOnly(reading) ? "unknown" : undefined;
}

/** An operand that does nothing but give its value. */
function readsOnly(reading: Reading): boolean {
  const before = reading.fate;
  // Calls are refused where nobody knows whether they run.
  if (before !== "never") reading.fate = "unknown";
  const isRead = readOperand(reading);
  reading.fate = before;
  return isRead;
}

function readIncremental(reading: Reading): false | undefined {
  const { fate, names, effects } = reading;
  const passed = readArguments(reading);
  if (passed === undefined || passed.values.length > 0 || fate === "unknown") return undefined;
  if (fate === "never") return false;
  if (!names.hasUsualIncremental) return undefined;
  noteMacro({ id: usualIncremental, ran: [usualIncremental] }, effects);
  return false;
}
