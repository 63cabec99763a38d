/** The statements of the syntax tree and their scopes, which the scope pass fills in. */
import type {
  CallNode,
  Expression,
  FilterNode,
  NameNode,
  NodeBase,
  Target,
  Variable,
} from "./expression-tree.ts";

/** What happens to a variable when its scope is entered. */
export interface VariableLoad extends Variable {
  readonly name: string;
  /** From the globals, from an outer variable, from one that the template may have set, or nothing yet. */
  readonly from: "globals" | "outer" | "exported" | "nothing";
  readonly outer: Variable;
}

/** The variables of a block scope; filled in by the scope pass. */
export interface BlockScope {
  loads: readonly VariableLoad[];
  /** Every slot of the scope: emptied when it is left. */
  slots: readonly number[];
}

/** The variables of a function: the template, a macro, a call block, a recursive loop. */
export interface FunctionScope extends BlockScope {
  size: number;
}

export interface TextNode extends NodeBase {
  readonly kind: "text";
  readonly text: string;
}

export interface PrintNode extends NodeBase {
  readonly kind: "print";
  readonly value: Expression;
}

export interface IfNode extends NodeBase {
  readonly kind: "if";
  readonly branches: readonly { readonly test: Expression; readonly body: readonly Statement[] }[];
  readonly otherwise: readonly Statement[];
}

export interface ForNode extends NodeBase {
  readonly kind: "for";
  readonly target: Target;
  readonly iterable: Expression;
  readonly filter: Expression | undefined;
  /** The target once more, in the scope of the filter. */
  readonly filterTarget: Target;
  readonly recursive: boolean;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
  readonly scope: FunctionScope;
  readonly filterScope: BlockScope;
  readonly otherwiseScope: BlockScope;
  /** The slot of `loop`; -1 when the body does not use it. */
  loopSlot: number;
}

export interface SetNode extends NodeBase {
  readonly kind: "set";
  readonly target: Target;
  readonly value: Expression;
}

export interface SetBlockNode extends NodeBase {
  readonly kind: "set-block";
  readonly target: Target;
  readonly filter: FilterNode | undefined;
  readonly body: readonly Statement[];
  readonly scope: BlockScope;
}

export interface Parameter {
  readonly name: string;
  readonly offset: number;
  /** A type annotation as written. */
  readonly type: string | undefined;
  readonly fallback: Expression | undefined;
  slot: number;
}

/** What macros and call blocks share; the slots of the special names are -1 when the body does not use them. */
export interface MacroSignature {
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  readonly scope: FunctionScope;
  callerSlot: number;
  kwargsSlot: number;
  varargsSlot: number;
}

export interface MacroNode extends NodeBase, MacroSignature, Variable {
  readonly kind: "macro";
  /** `macro`, `test`, `data_test`, `materialization` or `docs`. */
  readonly tag: string;
  readonly name: string;
  /** The name in the tag, without what dbt adds to it. */
  readonly blockName: string;
  /** Of a materialization. */
  readonly adapter: string | undefined;
}

export interface CallBlockNode extends NodeBase, MacroSignature {
  readonly kind: "call-block";
  readonly call: CallNode;
}

export interface FilterBlockNode extends NodeBase {
  readonly kind: "filter-block";
  readonly filter: FilterNode;
  readonly body: readonly Statement[];
  readonly scope: BlockScope;
}

export interface WithNode extends NodeBase {
  readonly kind: "with";
  readonly assignments: readonly { readonly target: Target; readonly value: Expression }[];
  readonly body: readonly Statement[];
  readonly scope: BlockScope;
}

export interface DoNode extends NodeBase {
  readonly kind: "do";
  readonly value: Expression;
}

export interface JumpNode extends NodeBase {
  readonly kind: "break" | "continue";
}

export interface AutoescapeNode extends NodeBase {
  readonly kind: "autoescape";
  readonly enabled: Expression;
  readonly body: readonly Statement[];
  readonly scope: BlockScope;
}

export interface BlockNode extends NodeBase {
  readonly kind: "block";
  readonly name: string;
  /** It sees the variables of the scope around it, not only the template's. */
  readonly scoped: boolean;
  readonly required: boolean;
  readonly body: readonly Statement[];
  readonly scope: FunctionScope;
}

/** A statement that needs other templates, which this engine, like dbt's environment, has no loader for. */
export interface LoaderNode extends NodeBase {
  readonly kind: "loader";
  readonly template: Expression;
  /** The names that an import would bind. */
  readonly targets: readonly NameNode[];
}

export type Statement =
  | TextNode
  | PrintNode
  | IfNode
  | ForNode
  | SetNode
  | SetBlockNode
  | MacroNode
  | CallBlockNode
  | FilterBlockNode
  | WithNode
  | DoNode
  | JumpNode
  | AutoescapeNode
  | BlockNode
  | LoaderNode;
