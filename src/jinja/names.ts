/** The names in a template, told from its syntax tree without running it. */
import { eachOperand, eachPart, type TreeVisitor } from "./syntax/children.ts";
import type { Expression } from "./syntax/expression-tree.ts";
import type { Template } from "./template.ts";

/** Every variable that the template mentions, whether it is read or set. */
export function namesOf(template: Template): ReadonlySet<string> {
  const names = new Set<string>();
  const visitExpression = (node: Expression): void => {
    if (node.kind === "name") names.add(node.name);
    eachOperand(node, visitExpression);
  };
  const visitor: TreeVisitor = {
    expression: visitExpression,
    target: (target) => (typeof target === "string" ? names.add(target) : visitExpression(target)),
    statement: (node) => eachPart(node, visitor),
  };
  for (const statement of template.body) visitor.statement(statement);
  return names;
}
