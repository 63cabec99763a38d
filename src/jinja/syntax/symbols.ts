/** The names of one scope: how Jinja2 decides at compile time where each name lives. */
import type { NameNode, NamespaceNode, Variable } from "./expression-tree.ts";
import type { BlockScope, VariableLoad } from "./tree.ts";

type LoadKind = "parameter" | "globals" | "outer" | "nothing";

interface Load {
  readonly kind: LoadKind;
  slot: number;
}

/** What is a Python function in Jinja2's translation: all its scopes share one list of variables. */
export interface FunctionUnit {
  readonly depth: number;
  readonly slots: Map<string, number>;
}

export interface Symbols {
  readonly level: number;
  readonly parent: Symbols | undefined;
  /** Of a `block`: the scope whose variables it may see. */
  readonly exporter: Symbols | undefined;
  readonly unit: FunctionUnit;
  /** Tells apart scopes of the same level that live at the same time. */
  readonly prefix: string;
  readonly loads: Map<string, Load>;
  readonly stores: Set<string>;
  /** The name nodes that wait to be told where their variable is. */
  readonly names: (NameNode | NamespaceNode)[];
  /** The scopes inside, to be resolved once this one is. */
  readonly inner: (() => void)[];
}

export function newUnit(depth: number): FunctionUnit {
  return { depth, slots: new Map() };
}

export function newSymbols(
  unit: FunctionUnit,
  parent: Symbols | undefined,
  details: { readonly prefix?: string; readonly exporter?: Symbols } = {},
): Symbols {
  return {
    level: parent === undefined ? 0 : parent.level + 1,
    parent,
    exporter: details.exporter,
    unit,
    prefix: details.prefix ?? "",
    loads: new Map(),
    stores: new Set(),
    names: [],
    inner: [],
  };
}

function owner(symbols: Symbols | undefined, name: string): Symbols | undefined {
  let scope = symbols;
  while (scope !== undefined && !scope.loads.has(name)) scope = scope.parent;
  return scope;
}

/** Notes that the scope assigns a name. */
export function store(symbols: Symbols, name: string): void {
  symbols.stores.add(name);
  if (symbols.loads.has(name)) return;
  const kind = owner(symbols.parent, name) ? "outer" : "nothing";
  symbols.loads.set(name, { kind, slot: -1 });
}

/** Notes that the scope reads a name. */
export function load(symbols: Symbols, name: string): void {
  if (!owner(symbols, name)) symbols.loads.set(name, { kind: "globals", slot: -1 });
}

/** Notes a name that is given from outside when the scope is entered. */
export function declareParameter(symbols: Symbols, name: string): void {
  symbols.stores.add(name);
  symbols.loads.set(name, { kind: "parameter", slot: -1 });
}

/** After the branches of an `if`: what only they assign starts out as what it is outside. */
export function settleBranches(symbols: Symbols, storedBefore: number): void {
  let index = 0;
  for (const name of symbols.stores) {
    if (index++ < storedBefore) continue;
    const kind = owner(symbols.parent, name) ? "outer" : "globals";
    symbols.loads.set(name, { kind, slot: -1 });
  }
}

/** Gives every variable of the scope its slot, tells the nodes, and lists what entering the scope must load. */
export function settle(symbols: Symbols, scope: BlockScope): void {
  const loads: VariableLoad[] = [];
  const slots: number[] = [];
  for (const [name, entry] of symbols.loads) {
    const exported = entry.kind === "globals" ? exportedVariable(symbols, name) : undefined;
    if (entry.kind === "globals" && !symbols.stores.has(name) && !exported) continue;
    entry.slot = allocate(symbols, name);
    slots.push(entry.slot);
    if (entry.kind !== "parameter") {
      loads.push(variableLoad(symbols, name, { kind: entry.kind, slot: entry.slot }, exported));
    }
  }
  scope.loads = loads;
  scope.slots = slots;
  for (const node of symbols.names) {
    const { slot, hops } = variableOf(symbols, symbols, node.name);
    node.slot = slot;
    node.hops = hops;
  }
  for (const resolveInner of symbols.inner) resolveInner();
}

const nowhere: Variable = { slot: -1, hops: 0 };

function variableLoad(
  symbols: Symbols,
  name: string,
  entry: { readonly kind: Exclude<LoadKind, "parameter">; readonly slot: number },
  exported: Variable | undefined,
): VariableLoad {
  const { kind, slot } = entry;
  if (exported) return { name, slot, hops: 0, from: "exported", outer: exported };
  if (kind !== "outer") return { name, slot, hops: 0, from: kind, outer: nowhere };
  const outer = variableOf(symbols, symbols.parent, name);
  return { name, slot, hops: 0, from: outer.slot < 0 ? "globals" : "outer", outer };
}

function exportedVariable(symbols: Symbols, name: string): Variable | undefined {
  const exporter = owner(symbols.exporter, name);
  if (!exporter?.stores.has(name)) return undefined;
  return variableOf(symbols, symbols.exporter, name);
}

/** The slot of a scope's own variable. */
export function slotOf(symbols: Symbols, name: string): number {
  return symbols.loads.get(name)?.slot ?? -1;
}

function variableOf(from: Symbols, start: Symbols | undefined, name: string): Variable {
  const scope = owner(start, name);
  const slot = scope?.loads.get(name)?.slot ?? -1;
  return { slot, hops: scope === undefined ? 0 : from.unit.depth - scope.unit.depth };
}

function allocate(symbols: Symbols, name: string): number {
  const { slots } = symbols.unit;
  const key = `${symbols.prefix}${symbols.level}:${name}`;
  let slot = slots.get(key);
  if (slot === undefined) {
    slot = slots.size;
    slots.set(key, slot);
  }
  return slot;
}
