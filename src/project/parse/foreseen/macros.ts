/**
 * Finds macros that only write text: a call of one can neither fail nor do anything while a project is parsed, and says
 * no more about a template than that it was called. Reads syntax trees; calls nothing.
 */
import {
  type CallNode,
  type Expression,
  MacroDefinition,
  type Parameter,
  type Scope,
  type Statement,
} from "../../../jinja/index.ts";
import type { MacroSet } from "../../macros/macro-set.ts";
import type { MacroSource } from "../../macros/macro-source.ts";

/** A macro that only writes text. */
export interface WritingMacro {
  readonly id: string;
  /** The ids of all macros that a call runs, its own first. */
  readonly ran: readonly string[];
  readonly parameters: readonly string[];
}

/** What the names of one package's templates stand for. */
export interface CallableNames {
  /** True when no macro or package has that name, so that it is the context's own. */
  isFree(name: string): boolean;
  /** The macro of that name if it only writes text. */
  writingMacro(name: string): WritingMacro | undefined;
  /** `is_incremental` is dbt's own, which gives false as long as `execute` does. */
  readonly hasUsualIncremental: boolean;
}

export function createCallableNames(macros: MacroSet, packageName: string): CallableNames {
  const scope = macros.namespaceFor(packageName);
  const isFree = (name: string): boolean => scope.get(name) === undefined;
  const known = new Map<string, WritingMacro | undefined>();
  const writingMacro = (name: string): WritingMacro | undefined => {
    if (known.has(name)) return known.get(name);
    // A macro that calls itself meets this while it is looked at.
    known.set(name, undefined);
    const source = macroNamed(name, scope, macros);
    const found = source && asWritingMacro(source, writingMacro);
    known.set(name, found);
    return found;
  };
  return {
    isFree,
    writingMacro,
    get hasUsualIncremental() {
      const source = macroNamed("is_incremental", scope, macros);
      return source?.id === usualIncremental && isFree("execute") && isFree("return");
    },
  };
}

export const usualIncremental = "macro.dbt.is_incremental";

function macroNamed(name: string, scope: Scope, macros: MacroSet): MacroSource | undefined {
  const value = scope.get(name);
  return value instanceof MacroDefinition ? macros.sourceOf(value) : undefined;
}

type FindMacro = CallableNames["writingMacro"];

function asWritingMacro(source: MacroSource, find: FindMacro): WritingMacro | undefined {
  const { kind, node } = source.definition;
  const parameters = node.parameters.map(({ name }) => name);
  const isUsual =
    kind === "macro" &&
    areDifferent(parameters) &&
    !parameters.some((name) => ofJinja.includes(name));
  if (!isUsual || !node.parameters.every(hasLiteralFallback)) return undefined;
  const ran = new Set([source.id]);
  const writes = (statement: Statement): boolean =>
    statement.kind === "text" ||
    (statement.kind === "print" && isWritten(statement.value, { parameters, ran, find }));
  return node.body.every(writes) ? { id: source.id, ran: [...ran], parameters } : undefined;
}

/** Names that Jinja gives a macro by itself. */
const ofJinja = ["caller", "kwargs", "varargs"];

const hasLiteralFallback = ({ fallback }: Parameter): boolean =>
  fallback === undefined || fallback.kind === "constant";

interface Surroundings {
  readonly parameters: readonly string[];
  /** Takes the macros that run. */
  readonly ran: Set<string>;
  readonly find: FindMacro;
}

function isWritten(node: Expression, surroundings: Surroundings): boolean {
  if (node.kind === "constant") return true;
  if (node.kind === "name") return surroundings.parameters.includes(node.name);
  return node.kind === "call" && isWritingCall(node, surroundings);
}

function isWritingCall({ callee, passed }: CallNode, surroundings: Surroundings): boolean {
  const { parameters, ran, find } = surroundings;
  if (callee.kind !== "name" || parameters.includes(callee.name)) return false;
  if (passed.starArgs !== undefined || passed.starKwargs !== undefined) return false;
  const macro = find(callee.name);
  const names = passed.kwargs.map(({ name }) => name);
  if (macro === undefined || !fits(macro, passed.args.length, names)) return false;
  const values = [...passed.args, ...passed.kwargs.map(({ value }) => value)];
  if (!values.every((value) => isWritten(value, surroundings))) return false;
  for (const id of macro.ran) ran.add(id);
  return true;
}

/** True when no name comes twice. */
export const areDifferent = (names: readonly string[]): boolean =>
  names.length < 2 || new Set(names).size === names.length;

/** True when a macro can be called with so many arguments and these named ones. */
export function fits(
  { parameters }: WritingMacro,
  count: number,
  names: readonly string[],
): boolean {
  const rest = parameters.slice(count);
  return (
    count <= parameters.length && areDifferent(names) && names.every((name) => rest.includes(name))
  );
}
