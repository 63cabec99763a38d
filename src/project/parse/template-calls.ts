/** The calls in a template, told from its syntax tree without running it. */
import {
  type CallNode,
  type Expression,
  eachOperand,
  eachPart,
  parseTemplate,
  type Statement,
} from "../../jinja/index.ts";
import type { StaticCall } from "../macros/macro-source.ts";

/** All calls, outer ones before those in their arguments, as Jinja2's `find_all` finds them. */
export function callsOf(body: readonly Statement[]): readonly CallNode[] {
  const calls: CallNode[] = [];
  const visitExpression = (node: Expression): void => {
    if (!node.calls) return;
    if (node.kind === "call") calls.push(node);
    eachOperand(node, visitExpression);
  };
  const visitor = {
    expression: visitExpression,
    target: () => undefined,
    statement(node: Statement) {
      eachPart(node, visitor);
    },
  };
  for (const statement of body) visitor.statement(statement);
  return calls;
}

/** The first of these calls that is of the kind that is looked for. */
export function firstCall(
  body: readonly Statement[],
  isWanted: (call: CallNode) => boolean,
): CallNode | undefined {
  for (const statement of body) {
    const found = callsOf([statement]).find(isWanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Names that are never macros for the tracker. */
const notMacros = ["source", "ref", "config"];

/** The calls of a macro that may be calls of other macros. */
export function staticCalls(text: string, file: string): readonly StaticCall[] {
  return callsOf(parseTemplate(text, file).body).flatMap((call) => staticCall(call) ?? []);
}

function staticCall({ callee, passed }: CallNode): StaticCall | undefined {
  if (callee.kind === "name")
    return notMacros.includes(callee.name) ? undefined : { kind: "name", name: callee.name };
  if (callee.kind !== "attribute" || callee.object.kind !== "name") return undefined;
  const owner = callee.object.name;
  if (owner !== "adapter") return { kind: "member", namespace: owner, name: callee.name };
  if (callee.name !== "dispatch") return undefined;
  const keyword = (name: string) => passed.kwargs.find((kwarg) => kwarg.name === name)?.value;
  const name = textOf(passed.args[0] ?? keyword("macro_name"));
  const namespace = textOf(passed.args[1] ?? keyword("macro_namespace"));
  return name === undefined ? undefined : { kind: "dispatch", name, namespace: namespace ?? null };
}

const textOf = (node: Expression | undefined): string | undefined =>
  node?.kind === "constant" && typeof node.value === "string" ? node.value : undefined;
