/** Parses what may be assigned to: names, tuples of names, and attributes of namespaces. */

import type { Expression, NameNode, NamespaceNode, Target } from "./expression-tree.ts";
import { parseTuple } from "./expressions.ts";
import { nameOrConstant, parsePrimary } from "./primaries.ts";
import { advance, expect, fail, isAt, type TokenStream } from "./token-stream.ts";

/** A name by itself. */
export function parseNameTarget(stream: TokenStream): NameNode {
  const { text, start } = expect(stream, "name");
  const node = nameOrConstant(text, start);
  if (node.kind === "constant") fail(stream, "can't assign to 'name'", { at: start });
  return node;
}

/** A name or a tuple of names; with namespaces also `ns.x`. */
export function parseTarget(
  stream: TokenStream,
  options: { readonly withNamespace?: boolean } = {},
): Target {
  const { withNamespace = false } = options;
  const target = parseTuple(stream, {
    parseItem: withNamespace ? parseNamespaced : parsePrimary,
  });
  if (isTarget(target)) return target;
  return fail(stream, `can't assign to '${jinjaClass(target)}'`, { at: target.offset });
}

function parseNamespaced(stream: TokenStream): Expression {
  if (!isAt(stream, "name")) return parsePrimary(stream);
  const { text: name, start: offset } = advance(stream);
  const node = nameOrConstant(name, offset);
  if (node.kind === "constant" || !isAt(stream, "dot")) return node;
  advance(stream);
  const attribute = expect(stream, "name").text;
  return { kind: "namespace", name, attribute, offset, calls: false, slot: -1, hops: 0 };
}

/** True for what can be assigned to; a tuple only when all of it can. */
export function isTarget(node: Expression): node is Target {
  if (node.kind === "tuple") return node.items.every(isTarget);
  return node.kind === "name" || node.kind === "namespace";
}

/** A copy of a target, for a second scope to resolve. */
export function copyTarget(target: Target): Target {
  return target.kind === "tuple"
    ? { ...target, items: target.items.map(copyTarget) }
    : ({ ...target } satisfies NameNode | NamespaceNode);
}

const jinjaClasses: Partial<Record<Expression["kind"], string>> = {
  constant: "const",
  attribute: "getattr",
  item: "getitem",
  conditional: "condexpr",
  negative: "neg",
  positive: "pos",
};

const arithmeticClasses = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  "//": "floordiv",
  "%": "mod",
  "**": "pow",
};

// Jinja2's message names the class of its syntax node.
function jinjaClass(node: Expression): string {
  if (node.kind === "binary") return arithmeticClasses[node.operator];
  return jinjaClasses[node.kind] ?? node.kind;
}
