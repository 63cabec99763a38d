/** `var`: a function that looks up variables, and its `has_var`. */
import type { Data } from "../../../core/data.ts";
import { varIsMissing } from "../../../core/problems/project.ts";
import {
  bindArguments,
  Interpreter,
  nativeFunction,
  type PyObject,
  parseTemplate,
  type Scope,
  str,
  toValue,
  type Value,
} from "../../../jinja/index.ts";
import { lookupVar, type VarSources, visibleVars } from "../vars.ts";

export interface VarOptions {
  readonly sources: VarSources;
  /** The names that a variable's own Jinja sees. */
  readonly scope: Scope;
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
      if (value !== undefined) return rendered(value, options);
      if (given.default !== undefined) return given.default;
      if (options.missingVar === "none") return null;
      throw varIsMissing(name, Object.keys(visibleVars(sources)));
    },
  };
}

function rendered(value: Data, { rendersVars = true, scope }: VarOptions): Value {
  if (typeof value !== "string") return toValue(value);
  if (!rendersVars || !hasJinja.test(value)) return value;
  const interpreter = new Interpreter({ globals: scope });
  return interpreter.renderSync(parseTemplate(value, "a variable"));
}
