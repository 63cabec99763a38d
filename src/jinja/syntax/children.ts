/** Walks the syntax tree, one level at a time, in the order in which Jinja2 visits it. */
import type { CallArguments, Expression } from "./expression-tree.ts";
import type { Statement } from "./tree.ts";

/** Visits the expressions directly below an expression. */
export function eachOperand(node: Expression, visit: (child: Expression) => void): void {
  switch (node.kind) {
    case "constant":
    case "name":
    case "namespace":
      return;
    case "list":
    case "tuple":
      node.items.forEach(visit);
      return;
    case "dict":
      for (const { key, value } of node.entries) {
        visit(key);
        visit(value);
      }
      return;
    case "attribute":
      visit(node.object);
      return;
    case "item":
      visit(node.object);
      visit(node.key);
      return;
    case "concat":
      node.parts.forEach(visit);
      return;
    default:
      eachCompoundOperand(node, visit);
  }
}

function eachCompoundOperand(
  node: Exclude<
    Expression,
    {
      kind:
        | "constant"
        | "name"
        | "namespace"
        | "list"
        | "tuple"
        | "dict"
        | "attribute"
        | "item"
        | "concat";
    }
  >,
  visit: (child: Expression) => void,
): void {
  const visitIf = (child: Expression | undefined) => child && visit(child);
  switch (node.kind) {
    case "slice":
      visitIf(node.start);
      visitIf(node.stop);
      visitIf(node.step);
      return;
    case "call":
      visit(node.callee);
      eachArgument(node.passed, visit);
      return;
    case "filter":
    case "test":
      visitIf(node.input);
      eachArgument(node.passed, visit);
      return;
    case "not":
    case "negative":
    case "positive":
      visit(node.operand);
      return;
    case "compare":
      visit(node.first);
      for (const { operand } of node.rest) visit(operand);
      return;
    case "conditional":
      visit(node.test);
      visit(node.whenTrue);
      visitIf(node.otherwise);
      return;
    default:
      visit(node.left);
      visit(node.right);
  }
}

/** Visits the arguments of a call, in the order in which they are written. */
export function eachArgument(passed: CallArguments, visit: (child: Expression) => void): void {
  passed.args.forEach(visit);
  for (const { value } of passed.kwargs) visit(value);
  if (passed.starArgs) visit(passed.starArgs);
  if (passed.starKwargs) visit(passed.starKwargs);
}

export interface TreeVisitor {
  expression(node: Expression): void;
  /** A target, or a parameter of a macro. */
  target(node: Expression | string): void;
  statement(node: Statement): void;
}

/** Visits everything directly below a statement: expressions, targets and inner statements. */
export function eachPart(node: Statement, visitor: TreeVisitor): void {
  switch (node.kind) {
    case "text":
      return;
    case "print":
    case "do":
      visitor.expression(node.value);
      return;
    case "if":
      for (const branch of node.branches) {
        visitor.expression(branch.test);
        eachStatement(branch.body, visitor);
      }
      eachStatement(node.otherwise, visitor);
      return;
    case "for":
      visitor.target(node.target);
      visitor.expression(node.iterable);
      eachStatement(node.body, visitor);
      eachStatement(node.otherwise, visitor);
      if (node.filter) visitor.expression(node.filter);
      return;
    case "set":
      visitor.target(node.target);
      visitor.expression(node.value);
      return;
    case "set-block":
      visitor.target(node.target);
      if (node.filter) visitor.expression(node.filter);
      eachStatement(node.body, visitor);
      return;
    default:
      eachPartOfBlock(node, visitor);
  }
}

function eachStatement(body: readonly Statement[], visitor: TreeVisitor): void {
  for (const statement of body) visitor.statement(statement);
}

type OtherStatement = Exclude<
  Statement,
  { kind: "text" | "print" | "do" | "if" | "for" | "set" | "set-block" }
>;

function eachPartOfBlock(node: OtherStatement, visitor: TreeVisitor): void {
  switch (node.kind) {
    case "macro":
    case "call-block":
      if (node.kind === "call-block") visitor.expression(node.call);
      for (const { name } of node.parameters) visitor.target(name);
      for (const { fallback } of node.parameters) if (fallback) visitor.expression(fallback);
      eachStatement(node.body, visitor);
      return;
    case "filter-block":
      eachStatement(node.body, visitor);
      visitor.expression(node.filter);
      return;
    case "with":
      for (const { target } of node.assignments) visitor.target(target);
      for (const { value } of node.assignments) visitor.expression(value);
      eachStatement(node.body, visitor);
      return;
    case "autoescape":
      visitor.expression(node.enabled);
      eachStatement(node.body, visitor);
      return;
    case "loader":
      visitor.expression(node.template);
      return;
    case "block":
      eachStatement(node.body, visitor);
      return;
    default:
      return;
  }
}
