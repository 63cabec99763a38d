/** Finds which special names a body reads before it assigns them, as Jinja2 decides what a macro or loop offers. */
import { eachOperand, eachPart, type TreeVisitor } from "./children.ts";
import type { Expression } from "./expression-tree.ts";
import type { Statement } from "./tree.ts";

/** The names among these that the body reads and has not assigned further up; blocks are not looked into. */
export function undeclaredNames(
  body: readonly Statement[],
  names: readonly string[],
): ReadonlySet<string> {
  const candidates = new Set(names);
  const found = new Set<string>();
  const expression = (node: Expression): void => {
    if (node.kind === "name" && candidates.has(node.name)) found.add(node.name);
    eachOperand(node, expression);
  };
  const target = (node: Expression | string): void => {
    if (typeof node === "string") candidates.delete(node);
    else if (node.kind === "name") candidates.delete(node.name);
    else if (node.kind === "tuple") node.items.forEach(target);
  };
  const statement = (node: Statement): void => {
    if (node.kind !== "block") eachPart(node, visitor);
  };
  const visitor: TreeVisitor = { expression, target, statement };
  body.forEach(statement);
  return found;
}
