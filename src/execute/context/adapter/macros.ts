/** Calls dbt's global macros for adapter methods, since users may override them. */
import type { Interpreter, Value } from "../../../jinja/index.ts";
import type { AdapterWork } from "./work.ts";

/** Calls a global macro, with the names of the calling template. */
export async function callMacro(
  { run }: AdapterWork,
  interpreter: Interpreter,
  name: string,
  kwargs: Readonly<Record<string, Value>>,
): Promise<Value> {
  const macro = run.project.macros.find(name, null);
  if (macro === undefined) throw new Error(`Bug: the macro ${name} is not built in`);
  return await interpreter.call(macro.definition, [], new Map(Object.entries(kwargs)));
}
