/** Writes the first `config()` call of a template back as text, argument by argument, as dbt keeps it for comparing states. */
import type { DataObject } from "../../core/data.ts";
import { type CallNode, type Expression, repr, type Template } from "../../jinja/index.ts";
import { syntaxRepr } from "./syntax-repr.ts";
import { firstCall } from "./template-calls.ts";

/** The keyword arguments of the first `config()`; null when there is none, or it has none. */
export function firstConfigCall({ source, body }: Template): DataObject | null {
  if (!source.includes("config(")) return null;
  const call = firstCall(body, isConfig);
  if (call === undefined || call.passed.kwargs.length === 0) return null;
  return Object.fromEntries(call.passed.kwargs.map(({ name, value }) => [name, written(value)]));
}

const isConfig = ({ callee }: CallNode): boolean =>
  callee.kind === "name" && callee.name === "config";

/** Text stands for itself; anything else is written as an expression. */
function written(node: Expression): string {
  return node.kind === "constant" && typeof node.value === "string" ? node.value : expression(node);
}

const list = (nodes: readonly Expression[]): string => nodes.map(expression).join(", ");

function expression(node: Expression): string {
  switch (node.kind) {
    case "constant":
      return repr(node.value);
    case "name":
      return node.name;
    case "list":
      return `[${list(node.items)}]`;
    case "tuple":
      return node.items.length === 1 ? `(${list(node.items)},)` : `(${list(node.items)})`;
    case "dict":
      return `{${node.entries.map(({ key, value }) => `${expression(key)}: ${expression(value)}`).join(", ")}}`;
    case "attribute":
      return `${expression(node.object)}.${node.name}`;
    case "item":
      return `${expression(node.object)}[${expression(node.key)}]`;
    case "call":
      return callText(node);
    default:
      return operation(node);
  }
}

function callText({ callee, passed }: CallNode): string {
  const parts = [
    ...passed.args.map(expression),
    ...passed.kwargs.map(({ name, value }) => `${name}=${expression(value)}`),
  ];
  if (passed.starArgs) parts.push(`*${expression(passed.starArgs)}`);
  if (passed.starKwargs) parts.push(`**${expression(passed.starKwargs)}`);
  return `${expression(callee)}(${parts.join(", ")})`;
}

function operation(node: Expression): string {
  switch (node.kind) {
    case "concat":
      return node.parts.map(expression).join(" ~ ");
    case "compare": {
      const rest = node.rest.map(({ operator, operand }) => `${operator} ${expression(operand)}`);
      return `${expression(node.first)} ${rest.join(" ")}`;
    }
    case "not":
      return `not ${expression(node.operand)}`;
    case "negative":
      return `-${expression(node.operand)}`;
    case "and":
    case "or":
      return `${expression(node.left)} ${node.kind} ${expression(node.right)}`;
    default:
      return syntaxRepr(node);
  }
}
