/** What Python prints for a node of Jinja2's syntax tree: dbt keeps it where it has no way of writing an expression back. */
import {
  type CallArguments,
  type CompareOperator,
  type Expression,
  type FilterNode,
  repr,
  type TestNode,
} from "../../jinja/index.ts";

const comparisons: Readonly<Record<CompareOperator, string>> = {
  "==": "eq",
  "!=": "ne",
  "<": "lt",
  "<=": "lteq",
  ">": "gt",
  ">=": "gteq",
  in: "in",
  "not in": "notin",
};

const classes = {
  "+": "Add",
  "-": "Sub",
  "*": "Mul",
  "/": "Div",
  "//": "FloorDiv",
  "%": "Mod",
  "**": "Pow",
  and: "And",
  or: "Or",
  not: "Not",
  negative: "Neg",
  positive: "Pos",
  list: "List",
  filter: "Filter",
  test: "Test",
} as const;

export function syntaxRepr(node: Expression | undefined): string {
  if (node === undefined) return "None";
  switch (node.kind) {
    case "constant":
      return `Const(value=${repr(node.value)})`;
    case "name":
      return `Name(name=${repr(node.name)}, ctx='load')`;
    case "namespace":
      return `NSRef(name=${repr(node.name)}, attr=${repr(node.attribute)})`;
    case "list":
      return `List(items=${list(node.items)})`;
    case "tuple":
      return `Tuple(items=${list(node.items)}, ctx='load')`;
    case "dict":
      return `Dict(items=[${node.entries.map(({ key, value }) => `Pair(key=${syntaxRepr(key)}, value=${syntaxRepr(value)})`).join(", ")}])`;
    case "attribute":
      return `Getattr(node=${syntaxRepr(node.object)}, attr=${repr(node.name)}, ctx='load')`;
    case "item":
      return `Getitem(node=${syntaxRepr(node.object)}, arg=${syntaxRepr(node.key)}, ctx='load')`;
    case "slice":
      return `Slice(start=${syntaxRepr(node.start)}, stop=${syntaxRepr(node.stop)}, step=${syntaxRepr(node.step)})`;
    case "call":
      return `Call(node=${syntaxRepr(node.callee)}, ${argumentsRepr(node.passed)})`;
    case "filter":
    case "test":
      return appliedRepr(node);
    default:
      return operationRepr(node);
  }
}

type Operation = Extract<
  Expression,
  {
    kind:
      | "binary"
      | "and"
      | "or"
      | "not"
      | "negative"
      | "positive"
      | "concat"
      | "compare"
      | "conditional";
  }
>;

function operationRepr(node: Operation): string {
  switch (node.kind) {
    case "binary":
      return `${classes[node.operator]}(left=${syntaxRepr(node.left)}, right=${syntaxRepr(node.right)})`;
    case "and":
    case "or":
      return `${classes[node.kind]}(left=${syntaxRepr(node.left)}, right=${syntaxRepr(node.right)})`;
    case "concat":
      return `Concat(nodes=${list(node.parts)})`;
    case "compare": {
      const operands = node.rest.map(
        ({ operator, operand }) =>
          `Operand(op='${comparisons[operator]}', expr=${syntaxRepr(operand)})`,
      );
      return `Compare(expr=${syntaxRepr(node.first)}, ops=[${operands.join(", ")}])`;
    }
    case "conditional":
      return `CondExpr(test=${syntaxRepr(node.test)}, expr1=${syntaxRepr(node.whenTrue)}, expr2=${syntaxRepr(node.otherwise)})`;
    default:
      return `${classes[node.kind]}(node=${syntaxRepr(node.operand)})`;
  }
}

const appliedRepr = ({ kind, input, name, passed }: FilterNode | TestNode): string =>
  `${classes[kind]}(node=${syntaxRepr(input)}, name=${repr(name)}, ${argumentsRepr(passed)})`;

function argumentsRepr({ args, kwargs, starArgs, starKwargs }: CallArguments): string {
  const named = kwargs.map(
    ({ name, value }) => `Keyword(key=${repr(name)}, value=${syntaxRepr(value)})`,
  );
  return `args=${list(args)}, kwargs=[${named.join(", ")}], dyn_args=${syntaxRepr(starArgs)}, dyn_kwargs=${syntaxRepr(starKwargs)}`;
}

const list = (nodes: readonly Expression[]): string => `[${nodes.map(syntaxRepr).join(", ")}]`;
