/** What Jinja2 parses but refuses to compile. */
import { type Origin, syntaxError } from "../origin.ts";
import { closest } from "../values/suggest.ts";
import type { Expression, Target } from "./expression-tree.ts";
import type { ForNode, Statement } from "./tree.ts";

/** What the pass needs to know of the engine: which filters and tests there are. */
export interface KnownNames {
  readonly filters: ReadonlyMap<string, unknown>;
  readonly tests: ReadonlyMap<string, unknown>;
}

export interface Checks {
  readonly origin: Origin;
  readonly known: KnownNames;
}

/** @throws TemplateError */
export function refuse(
  checks: Checks,
  at: number,
  message: string,
  pyType = "TemplateAssertionError",
): never {
  throw syntaxError(checks.origin, at, message, { pyType });
}

/** An unknown filter or test is refused, unless it stands where it may never be reached. */
export function checkKnown(
  checks: Checks,
  soft: boolean,
  node: Expression & { kind: "filter" | "test" },
): void {
  const known = node.kind === "filter" ? checks.known.filters : checks.known.tests;
  if (soft || known.has(node.name)) return;
  const meant = closest(node.name, known.keys());
  throw syntaxError(checks.origin, node.offset, `No ${node.kind} named '${node.name}'.`, {
    pyType: "TemplateAssertionError",
    hint: meant && `Did you mean "${meant}"?`,
  });
}

/** A keyword may be given once. */
export function checkKeywords(checks: Checks, node: Expression & { kind: "call" }): void {
  const { kwargs } = node.passed;
  if (kwargs.length < 2) return;
  const seen = new Set<string>();
  for (const { name } of kwargs) {
    if (seen.has(name)) {
      refuse(checks, node.offset, `keyword argument repeated: ${name}`, "SyntaxError");
    }
    seen.add(name);
  }
}

/** What Python says of a jump that no loop takes. */
export function jumpMessage(kind: "break" | "continue"): string {
  return kind === "break" ? "'break' outside loop" : "'continue' not properly in loop";
}

/** A parameter called caller needs a default, as calls without a body do not give it. */
export function refuseCaller(checks: Checks, at: number): never {
  refuse(
    checks,
    at,
    'When defining macros or call blocks the special "caller" argument must be omitted or be given a default.',
  );
}

/** A loop may not assign to its own `loop`. */
export function refuseLoopTarget(checks: Checks, node: ForNode): void {
  const at = loopTarget(node.target) ?? storesLoop(node.body) ?? storesLoop(node.otherwise);
  if (at === undefined) return;
  refuse(checks, at, "Can't assign to special loop variable in for-loop target");
}

function loopTarget(target: Target): number | undefined {
  if (target.kind === "tuple") return firstOf(target.items, loopTarget);
  return target.kind === "name" && target.name === "loop" ? target.offset : undefined;
}

function storesLoop(body: readonly Statement[]): number | undefined {
  return firstOf(body, (node) => {
    if (node.kind === "set" || node.kind === "set-block") return loopTarget(node.target);
    if (node.kind !== "if") return undefined;
    return (
      firstOf(node.branches, (branch) => storesLoop(branch.body)) ?? storesLoop(node.otherwise)
    );
  });
}

function firstOf<Item>(
  items: readonly Item[],
  find: (item: Item) => number | undefined,
): number | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
