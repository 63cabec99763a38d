/** The expressions of the syntax tree. Every node knows its offset; the scope pass fills in where names live. */
import type { BinaryOperator, Value } from "../values/value.ts";

export interface NodeBase {
  /** Where it is in the template's text. */
  readonly offset: number;
  /** True when something below is a call: only then can its evaluation have to wait. */
  readonly calls: boolean;
}

/** Where the value of a name lives; set by the scope pass. */
export interface Variable {
  /** The index in the function's variables; -1 for a name that only the globals can know. */
  slot: number;
  /** How many functions out the variable lives. */
  hops: number;
}

export interface ConstantNode extends NodeBase {
  readonly kind: "constant";
  readonly value: Value;
}

export interface NameNode extends NodeBase, Variable {
  readonly kind: "name";
  readonly name: string;
}

/** The target `ns.x` of a set statement. */
export interface NamespaceNode extends NodeBase, Variable {
  readonly kind: "namespace";
  readonly name: string;
  readonly attribute: string;
}

export interface SequenceNode extends NodeBase {
  readonly kind: "list" | "tuple";
  readonly items: readonly Expression[];
}

export interface DictNode extends NodeBase {
  readonly kind: "dict";
  readonly entries: readonly { readonly key: Expression; readonly value: Expression }[];
}

export interface AttributeNode extends NodeBase {
  readonly kind: "attribute";
  readonly object: Expression;
  readonly name: string;
}

export interface ItemNode extends NodeBase {
  readonly kind: "item";
  readonly object: Expression;
  readonly key: Expression;
}

export interface SliceNode extends NodeBase {
  readonly kind: "slice";
  readonly start: Expression | undefined;
  readonly stop: Expression | undefined;
  readonly step: Expression | undefined;
}

export interface Keyword {
  readonly name: string;
  readonly value: Expression;
}

export interface CallArguments {
  readonly args: readonly Expression[];
  readonly kwargs: readonly Keyword[];
  readonly starArgs: Expression | undefined;
  readonly starKwargs: Expression | undefined;
  /** True when one of them calls something. */
  readonly calls: boolean;
}

export interface CallNode extends NodeBase {
  readonly kind: "call";
  readonly callee: Expression;
  readonly passed: CallArguments;
}

export interface FilterNode extends NodeBase {
  readonly kind: "filter";
  readonly name: string;
  /** Absent in a filter block and a filtered set block: there the block's text goes in. */
  readonly input: Expression | undefined;
  readonly passed: CallArguments;
}

export interface TestNode extends NodeBase {
  readonly kind: "test";
  readonly name: string;
  readonly input: Expression;
  readonly passed: CallArguments;
}

export interface BinaryNode extends NodeBase {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface LogicNode extends NodeBase {
  readonly kind: "and" | "or";
  readonly left: Expression;
  readonly right: Expression;
}

export interface UnaryNode extends NodeBase {
  readonly kind: "not" | "negative" | "positive";
  readonly operand: Expression;
}

export interface ConcatNode extends NodeBase {
  readonly kind: "concat";
  readonly parts: readonly Expression[];
}

export type CompareOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in";

export interface CompareNode extends NodeBase {
  readonly kind: "compare";
  readonly first: Expression;
  readonly rest: readonly { readonly operator: CompareOperator; readonly operand: Expression }[];
}

export interface ConditionalNode extends NodeBase {
  readonly kind: "conditional";
  readonly test: Expression;
  readonly whenTrue: Expression;
  readonly otherwise: Expression | undefined;
}

export type Expression =
  | ConstantNode
  | NameNode
  | NamespaceNode
  | SequenceNode
  | DictNode
  | AttributeNode
  | ItemNode
  | SliceNode
  | CallNode
  | FilterNode
  | TestNode
  | BinaryNode
  | LogicNode
  | UnaryNode
  | ConcatNode
  | CompareNode
  | ConditionalNode;

/** What a set, for or with may assign to. */
export type Target = NameNode | NamespaceNode | TargetTuple;

export interface TargetTuple extends NodeBase {
  readonly kind: "tuple";
  readonly items: readonly Target[];
}
