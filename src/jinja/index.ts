/** The front door of the Jinja engine: an exact Jinja2 with Python's values. It knows nothing of dbt's context. */
export { type Block, scanBlocks } from "./blocks.ts";
export { type JsonOptions, jsonText } from "./filters/json.ts";
export { Interpreter, type InterpreterOptions, type Scope } from "./interpreter.ts";
export {
  MacroDefinition,
  type MacroKind,
  type MacroParameter,
  parseMacros,
} from "./macro-definition.ts";
export { foldCase } from "./methods/string-case.ts";
export { namesOf } from "./names.ts";
export { eachOperand, eachPart, type TreeVisitor } from "./syntax/children.ts";
export type {
  CallArguments,
  CallNode,
  CompareOperator,
  Expression,
  FilterNode,
  TestNode,
} from "./syntax/expression-tree.ts";
export type { MacroNode, Parameter, Statement } from "./syntax/tree.ts";
export { type ParseOptions, parseTemplate, type Template } from "./template.ts";
export { TemplateError, type TemplateErrorDetails, type TemplateFrame } from "./template-error.ts";
export { compare, equals, isTrue, textOf } from "./values/compare.ts";
export { toData, toValue } from "./values/convert.ts";
export { Dict } from "./values/dict.ts";
export { PyError, ReturnSignal } from "./values/error.ts";
export { asNumber, Float, isFloat, isInt, isNumber, makeFloat, makeInt } from "./values/float.ts";
export { literalEval } from "./values/literal-eval.ts";
export { Markup } from "./values/markup.ts";
export { bindArguments, nativeFunction, returnFunction } from "./values/native-function.ts";
export { PySet } from "./values/set.ts";
export { repr, str, typeName } from "./values/text.ts";
export { Tuple } from "./values/tuple.ts";
export { PermissiveUndefined, Undefined, type UndefinedDetails } from "./values/undefined.ts";
export type {
  BinaryOperator,
  Call,
  PyNumber,
  PyObject,
  UnaryOperator,
  Value,
} from "./values/value.ts";
