/** The beginning of most commands: settings and project are read, and what they hold is told. */
import { loadProject, type Project } from "../project/load.ts";
import { readSettings, type Settings } from "../project/settings/settings.ts";
import type { Context } from "./context.ts";

/** @throws Problems with everything that is wrong in project file, profile and packages */
export function readSettingsOf(context: Context): Settings {
  const { flags, location, env } = context;
  const settings = readSettings({
    ...location,
    env,
    vars: flags.vars,
    threads: flags.threads,
    targetPath: flags.targetPath,
    logPath: flags.logPath,
    versionCheck: flags.versionCheck,
  });
  context.keepSecret(settings.profile.secrets);
  for (const warning of settings.warnings) context.emit({ type: "warning", ...warning });
  return settings;
}

/** @throws Problems with everything that is wrong in the project */
export async function loadProjectOf(context: Context): Promise<Project> {
  const { flags, env, invocation, emit } = context;
  const settings = readSettingsOf(context);
  emit({
    type: "adapter-registered",
    adapter: settings.profile.type,
    version: context.version,
  });
  const project = await loadProject({ settings, flags, env, invocation, emit });
  for (const { name, problem } of project.warnings) emit({ type: "warning", name, problem });
  emit({
    type: "project-parsed",
    counts: project.counts,
    cached: project.cached,
  });
  if (!flags.defer && flags.which !== "clone") return project;
  const { deferredOf } = await import("./deferred.ts");
  return { ...project, deferred: deferredOf(context, project.manifest) };
}
