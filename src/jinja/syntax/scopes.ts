/** The scope pass: decides, as Jinja2's compiler does, where every name lives, and refuses what it refuses. */
import type { Origin } from "../origin.ts";
import { eachArgument, eachOperand } from "./children.ts";
import type { Expression, Target } from "./expression-tree.ts";
import {
  type Checks,
  checkKeywords,
  checkKnown,
  jumpMessage,
  type KnownNames,
  refuse,
  refuseCaller,
  refuseLoopTarget,
} from "./refusals.ts";
import {
  declareParameter,
  type FunctionUnit,
  load,
  newSymbols,
  newUnit,
  type Symbols,
  settle,
  settleBranches,
  slotOf,
  store,
} from "./symbols.ts";
import type {
  BlockNode,
  BlockScope,
  ForNode,
  FunctionScope,
  IfNode,
  MacroNode,
  MacroSignature,
  Statement,
} from "./tree.ts";
import { undeclaredNames } from "./undeclared.ts";

interface Pass extends Checks {
  readonly blocks: Set<string>;
  root: Symbols | undefined;
}

/** Where a statement stands. */
interface Place {
  readonly symbols: Symbols;
  /** Inside an if: unknown filters are an error only when they are reached. */
  readonly soft: boolean;
  readonly inLoop: boolean;
  /** Visits an expression that stands here; made once, as it is called for every node. */
  readonly visit: (node: Expression) => void;
}

function newPlace(pass: Pass, symbols: Symbols, soft = false, inLoop = false): Place {
  const place: Place = { symbols, soft, inLoop, visit: (node) => visit(pass, place, node) };
  return place;
}

/**
 * Resolves the names of a template's body.
 * @throws TemplateError TemplateAssertionError for what Jinja2 refuses to compile
 */
export function resolveTemplate(
  body: readonly Statement[],
  origin: Origin,
  known: KnownNames,
): FunctionScope {
  const scope: FunctionScope = { loads: [], slots: [], size: 0 };
  const pass: Pass = { origin, known, blocks: new Set(), root: undefined };
  const unit = newUnit(0);
  const symbols = newSymbols(unit, undefined);
  pass.root = symbols;
  visitBody(pass, newPlace(pass, symbols), body);
  settle(symbols, scope);
  scope.size = unit.slots.size;
  return scope;
}

/** Resolves the names of a macro that stands by itself. */
export function resolveMacro(macro: MacroNode, origin: Origin, known: KnownNames): void {
  const pass: Pass = { origin, known, blocks: new Set(), root: undefined };
  const symbols = newSymbols(newUnit(0), undefined);
  resolveSignature(pass, symbols, macro, macro.offset);
}

function visitBody(pass: Pass, place: Place, body: readonly Statement[]): void {
  for (const statement of body) visitStatement(pass, place, statement);
}

function visitStatement(pass: Pass, place: Place, node: Statement): void {
  const { symbols } = place;
  switch (node.kind) {
    case "text":
      return;
    case "print":
    case "do":
      visit(pass, place, node.value);
      return;
    case "if":
      visitIf(pass, place, node);
      return;
    case "for":
      visit(pass, place, node.iterable);
      symbols.inner.push(() => resolveFor(pass, symbols, node));
      return;
    case "set":
      visit(pass, place, node.value);
      visitTarget(symbols, node.target);
      return;
    case "set-block":
      visitTarget(symbols, node.target);
      symbols.inner.push(() =>
        resolveBody(pass, place, node, (inner) => node.filter && visit(pass, inner, node.filter)),
      );
      return;
    default:
      visitBlock(pass, place, node);
  }
}

type BlockStatement = Exclude<
  Statement,
  { kind: "text" | "print" | "do" | "if" | "for" | "set" | "set-block" }
>;

function visitBlock(pass: Pass, place: Place, node: BlockStatement): void {
  const { symbols } = place;
  switch (node.kind) {
    case "macro":
      store(symbols, node.name);
      symbols.inner.push(() => {
        node.slot = slotOf(symbols, node.name);
        resolveSignature(pass, symbols, node, node.offset);
      });
      return;
    case "call-block":
      visit(pass, place, node.call);
      symbols.inner.push(() => resolveSignature(pass, symbols, node, node.offset));
      return;
    case "filter-block":
      eachArgument(node.filter.passed, place.visit);
      symbols.inner.push(() =>
        resolveBody(pass, place, node, (inner) => visit(pass, inner, node.filter)),
      );
      return;
    case "with":
      for (const { value } of node.assignments) visit(pass, place, value);
      symbols.inner.push(() => resolveWith(pass, place, node));
      return;
    case "autoescape":
      symbols.inner.push(() =>
        resolveBody(pass, place, node, (inner) => visit(pass, inner, node.enabled)),
      );
      return;
    case "block":
      visitNamedBlock(pass, symbols, node);
      return;
    case "loader":
      visit(pass, place, node.template);
      for (const target of node.targets) visitTarget(symbols, target);
      return;
    default:
      if (!place.inLoop) refuse(pass, node.offset, jumpMessage(node.kind), "SyntaxError");
  }
}

function visitIf(pass: Pass, place: Place, node: IfNode): void {
  const soft = newPlace(pass, place.symbols, true, place.inLoop);
  const [first, ...rest] = node.branches;
  if (first) visit(pass, soft, first.test);
  const storedBefore = place.symbols.stores.size;
  if (first) visitBody(pass, soft, first.body);
  for (const { test, body } of rest) {
    visit(pass, soft, test);
    visitBody(pass, soft, body);
  }
  visitBody(pass, soft, node.otherwise);
  settleBranches(place.symbols, storedBefore);
}

function visit(pass: Pass, place: Place, node: Expression): void {
  if (node.kind === "name") {
    load(place.symbols, node.name);
    place.symbols.names.push(node);
    return;
  }
  if (node.kind === "constant") return;
  if (node.kind === "filter" || node.kind === "test") checkKnown(pass, place.soft, node);
  if (node.kind === "call") checkKeywords(pass, node);
  const inner =
    node.kind === "conditional" ? newPlace(pass, place.symbols, true, place.inLoop) : place;
  eachOperand(node, inner.visit);
}

function visitTarget(symbols: Symbols, target: Target): void {
  if (target.kind === "tuple") {
    for (const item of target.items) visitTarget(symbols, item);
    return;
  }
  if (target.kind === "name") store(symbols, target.name);
  else load(symbols, target.name);
  symbols.names.push(target);
}

function declareTarget(symbols: Symbols, target: Target): void {
  if (target.kind === "tuple") {
    for (const item of target.items) declareTarget(symbols, item);
    return;
  }
  declareParameter(symbols, target.name);
  symbols.names.push(target);
}

function resolveBody(
  pass: Pass,
  place: Place,
  node: { readonly body: readonly Statement[]; readonly scope: BlockScope },
  visitMore: (inner: Place) => void,
): void {
  const symbols = newSymbols(place.symbols.unit, place.symbols);
  const inner = newPlace(pass, symbols, false, place.inLoop);
  visitBody(pass, inner, node.body);
  visitMore(inner);
  settle(symbols, node.scope);
}

function resolveWith(pass: Pass, place: Place, node: Statement & { kind: "with" }): void {
  const symbols = newSymbols(place.symbols.unit, place.symbols);
  for (const { target } of node.assignments) declareTarget(symbols, target);
  visitBody(pass, newPlace(pass, symbols, false, place.inLoop), node.body);
  settle(symbols, node.scope);
}

function resolveFor(pass: Pass, outer: Symbols, node: ForNode): void {
  const unit = node.recursive ? newUnit(outer.unit.depth + 1) : outer.unit;
  const symbols = newSymbols(unit, outer);
  const usesLoop = node.recursive || undeclaredNames(node.body, ["loop"]).has("loop");
  refuseLoopTarget(pass, node);
  if (usesLoop) declareParameter(symbols, "loop");
  declareTarget(symbols, node.target);
  visitBody(pass, newPlace(pass, symbols, false, true), node.body);
  settle(symbols, node.scope);
  if (usesLoop) node.loopSlot = slotOf(symbols, "loop");
  if (node.filter) resolveFilter(pass, unit, outer, node, node.filter);
  if (node.otherwise.length > 0) {
    const otherwise = newSymbols(unit, outer);
    visitBody(pass, newPlace(pass, otherwise), node.otherwise);
    settle(otherwise, node.otherwiseScope);
  }
  node.scope.size = unit.slots.size;
}

function resolveFilter(
  pass: Pass,
  unit: FunctionUnit,
  outer: Symbols,
  node: ForNode,
  filter: Expression,
): void {
  const symbols = newSymbols(unit, outer, { prefix: "filter:" });
  declareTarget(symbols, node.filterTarget);
  visit(pass, newPlace(pass, symbols), filter);
  settle(symbols, node.filterScope);
}

function resolveSignature(pass: Pass, outer: Symbols, node: MacroSignature, at: number): void {
  const unit = newUnit(outer.unit.depth + 1);
  const symbols = newSymbols(unit, outer);
  const special = undeclaredNames(node.body, ["caller", "kwargs", "varargs"]);
  const own = new Set(node.parameters.map((parameter) => parameter.name));
  const caller = node.parameters.find((parameter) => parameter.name === "caller");
  if (special.has("caller") && caller && !caller.fallback) refuseCaller(pass, at);
  for (const { name } of node.parameters) declareParameter(symbols, name);
  const offered = [...special].filter((name) => !own.has(name));
  for (const name of offered) declareParameter(symbols, name);
  const place = newPlace(pass, symbols);
  for (const { fallback } of node.parameters) if (fallback) visit(pass, place, fallback);
  visitBody(pass, place, node.body);
  settle(symbols, node.scope);
  for (const parameter of node.parameters) parameter.slot = slotOf(symbols, parameter.name);
  node.callerSlot = offered.includes("caller") ? slotOf(symbols, "caller") : -1;
  node.kwargsSlot = offered.includes("kwargs") ? slotOf(symbols, "kwargs") : -1;
  node.varargsSlot = offered.includes("varargs") ? slotOf(symbols, "varargs") : -1;
  node.scope.size = unit.slots.size;
}

function visitNamedBlock(pass: Pass, outer: Symbols, node: BlockNode): void {
  if (pass.blocks.has(node.name)) {
    refuse(pass, node.offset, `block '${node.name}' defined twice`);
  }
  pass.blocks.add(node.name);
  outer.inner.push(() => {
    const unit = newUnit(outer.unit.depth + 1);
    const exporter = node.scoped ? outer : (pass.root ?? outer);
    const symbols = newSymbols(unit, undefined, { exporter });
    visitBody(pass, newPlace(pass, symbols), node.body);
    settle(symbols, node.scope);
    node.scope.size = unit.slots.size;
  });
}
