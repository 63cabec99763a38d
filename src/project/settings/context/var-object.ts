/** `var`: a function that looks up variables, and its `has_var`. */
import type { Data } from "../../../core/data.ts";
import { varIsMissing } from "../../../core/problems/settings-templates.ts";
import {
  bindArguments,
  type Call,
  Interpreter,
  nativeFunction,
  type PyObject,
  parseTemplate,
  str,
  toValue,
} from "../../../jinja/index.ts";
import { lookupVar, type VarSources, visibleVars } from "../vars.ts";

export interface VarOptions {
  readonly sources: VarSources;
  /** What `var` of a name that is not set does: an error, or None as while parsing. Default: error. */
  readonly missingVar?: "error" | "none" | undefined;
  /** Variables that hold Jinja are rendered when asked for; not so in properties files. Default: true. */
  readonly rendersVars?: boolean | undefined;
  /** Called with each name asked for. */
  readonly onVar?: ((name: string) => void) | undefined;
}

const hasJinja = /\{[{%#]|[%#}]\}/;

/** Calling it throws a Problem when the variable is missing and has no default. */
export function varObject(options: VarOptions): PyObject {
  const { sources, onVar } = options;
  const hasVar = nativeFunction("has_var", (call) => {
    const name = str(bindArguments(call, "has_var", ["var_name"]).var_name ?? null);
    onVar?.(name);
    return lookupVar(name, sources) !== undefined;
  });
  return {
    pyType: "Var",
    pyGetAttr: (name) => (name === "has_var" ? hasVar : undefined),
    pyCall: (call) => {
      const given = bindArguments(call, "var", ["var_name", "default?"]);
      const name = str(given.var_name ?? null);
      onVar?.(name);
      const value = lookupVar(name, sources);
      if (value !== undefined) return rendered(value, call, options);
      if (given.default !== undefined) return given.default;
      if (options.missingVar === "none") return null;
      throw varIsMissing(name, Object.keys(visibleVars(sources)));
    },
  };
}

/** Its own Jinja sees the names of the template that asks, `ref` among them. */
function rendered(value: Data, call: Call, { rendersVars = true }: VarOptions) {
  if (typeof value !== "string") return toValue(value);
  if (!rendersVars || !hasJinja.test(value)) return value;
  const { options, macroStack } = call.interpreter;
  const interpreter = new Interpreter({
    globals: options.globals,
    onMacroCall: (macro, depth) => options.onMacroCall?.(macro, macroStack.length + depth),
  });
  const template = parseTemplate(value, "a variable");
  return call.suspends ? interpreter.render(template) : interpreter.renderSync(template);
}
