/** The arguments of a command as dbt gives them: `args` of run_results.json, and `invocation_args_dict`. */
import { dirname, resolve } from "node:path";
import { type Flags, flagName } from "../core/flags.ts";
import type { Project } from "../project/load.ts";

/** dbt leaves these out unless they are true. */
const onlyWhenTrue = new Set([
  "debug",
  "fail_fast",
  "full_refresh",
  "show",
  "store_failures",
  "warn_error",
]);
/** And these when nothing was asked for. */
const onlyWhenFilled = new Set(["exclude_resource_types", "resource_types"]);

/** @returns the arguments that are set, by dbt's names; paths are absolute */
export function invocationArguments({
  flags,
  settings,
  profile,
}: Pick<Project, "flags" | "settings" | "profile">): Record<string, unknown> {
  const { behavior, publish, ...own } = flags;
  const args: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(own)) {
    const key = flagName(name);
    if (isSet(key, value)) args[key] = value;
  }
  if (publish !== "each") args.publish = publish;
  return {
    ...args,
    ...behavior,
    log_path: resolve(settings.dir, settings.logPath),
    profiles_dir: dirname(profile.file),
    project_dir: settings.dir,
  };
}

function isSet(key: string, value: Flags[keyof Flags]): boolean {
  if (value === null) return false;
  if (onlyWhenTrue.has(key)) return value !== false;
  return !(onlyWhenFilled.has(key) && Array.isArray(value) && value.length === 0);
}
