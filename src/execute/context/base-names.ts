/** The names that every template of a package sees while nodes run, made once per package. */
import type { Emit } from "../../core/events.ts";
import type { Value } from "../../jinja/index.ts";
import type { Project } from "../../project/load.ts";
import { baseContext } from "../../project/settings/base-context.ts";
import { targetOf } from "../../project/settings/profiles.ts";

export function baseNamesOf(
  project: Project,
  packageName: string,
  emit: Emit,
): ReadonlyMap<string, Value> {
  const { settings, profile, flags, env, invocation } = project;
  const owner = project.packageNamed(packageName) ?? settings;
  const names = baseContext({
    vars: { cliVars: flags.vars, root: settings, owner },
    env,
    flags,
    target: targetOf(profile),
    invocation,
    emit,
  });
  names.set("project_name", settings.name);
  const target = names.get("target");
  if (target !== undefined) names.set("env", target);
  return names;
}
