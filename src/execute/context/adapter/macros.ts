/** Calls dbt's global macros for adapter methods: users may override them, so they are never bypassed when they do. */
import type { Interpreter, Value } from "../../../jinja/index.ts";
import { internalPackages } from "../../../project/macros/macro-source.ts";
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

/** Whether the project or a package has its own macro of that name, dispatched forms included. */
export function isOverridden({ run }: AdapterWork, name: string): boolean {
  const { macros } = run.project;
  const { name: adapter } = run.dialect;
  const internal = internalPackages(adapter);
  return [name, `${adapter}__${name}`, `default__${name}`].some((candidate) => {
    const macro = macros.find(candidate, null);
    return macro !== undefined && !internal.includes(macro.packageName);
  });
}
