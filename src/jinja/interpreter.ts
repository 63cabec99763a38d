/** Renders templates and calls macros, with the names of one node's context. */
import type { MacroDefinition } from "./macro-definition.ts";
import type { Template } from "./template.ts";
import type { Value } from "./values/value.ts";

/** Where free names are looked up. */
export interface Scope {
  get(name: string): Value | undefined;
}

export interface InterpreterOptions {
  readonly globals: Scope;
  /** What a missing name gives; `permissive` is dbt's at parse time. Default: `default`, Jinja2's own. */
  readonly undefinedIs?: "default" | "permissive";
  /** Called before a macro runs; `depth` is 0 for a macro that no other macro called. */
  readonly onMacroCall?: (macro: MacroDefinition, depth: number) => void;
}

export class Interpreter {
  readonly options: InterpreterOptions;
  /** The macros that are running, outermost first. */
  readonly macroStack: readonly MacroDefinition[] = [];

  constructor(options: InterpreterOptions) {
    this.options = options;
  }

  /** @throws TemplateError */
  renderSync(_template: Template): string {
    throw new Error("The Jinja evaluator is being written");
  }

  /** @throws TemplateError */
  render(_template: Template): Promise<string> {
    throw new Error("The Jinja evaluator is being written");
  }

  /**
   * Renders as dbt renders YAML: a template that is one expression gives its value, not its text.
   * @throws TemplateError
   */
  renderNativeSync(_template: Template): Value {
    throw new Error("The Jinja evaluator is being written");
  }

  /** Calls anything callable. @throws TemplateError */
  callSync(_callee: Value, _args: readonly Value[], _kwargs?: ReadonlyMap<string, Value>): Value {
    throw new Error("The Jinja evaluator is being written");
  }

  /** Calls anything callable; natives that return promises are awaited. @throws TemplateError */
  call(
    _callee: Value,
    _args: readonly Value[],
    _kwargs?: ReadonlyMap<string, Value>,
  ): Promise<Value> {
    throw new Error("The Jinja evaluator is being written");
  }
}
