/** `tsdbt debug`: versions, paths, settings, and whether the database answers. */
import { dirname, join } from "node:path";
import { openAdapter } from "../adapters/open.ts";
import type { DataObject } from "../core/data.ts";
import { type Problem, problemsIn } from "../core/problem.ts";
import { databaseNamedLikeSchema } from "../core/problems/cli.ts";
import { type Profile, readProfile } from "../project/settings/profiles.ts";
import { readProject, readRawProject } from "../project/settings/project-file.ts";
import type { CommandResult, Context } from "./context.ts";

export interface DebugOptions {
  /** Test the connection only. */
  readonly connectionOnly: boolean;
  /** Say where profiles.yml is, and stop. */
  readonly configDirOnly: boolean;
  /** The dbt that this program stands in for. */
  readonly dbtVersion: string;
}

interface Check {
  readonly label: string;
  readonly problems: readonly Problem[];
}

export async function debug(context: Context, options: DebugOptions): Promise<CommandResult> {
  const say = (message: string) => context.emit({ type: "note", name: "DebugCmdOut", message });
  const { host, location } = context;
  const { profile, check: profileCheck } = checkProfile(context);
  const file = profile?.file ?? join(location.profilesDir ?? location.workingDir, "profiles.yml");
  if (options.configDirOnly) {
    say(`To view your profiles.yml file, open ${dirname(file)}`);
    return { success: true };
  }
  say(`dbt version: ${options.dbtVersion}`);
  say(`tsdbt version: ${context.version}`);
  say(`node version: ${host.node}`);
  say(`node path: ${host.executable}`);
  say(`os info: ${host.platform}`);
  const projectCheck = checkProject(context);
  say(`Using profiles.yml file at ${file}`);
  say(`Using project at ${location.projectDir}`);
  if (profile !== undefined) say(`adapter type: ${profile.type}`);
  if (options.connectionOnly) say("Skipping steps before connection verification");
  else {
    say("Configuration:");
    say(`  profiles.yml file [${words(profileCheck, "OK found and valid", "ERROR invalid")}]`);
    say(`  project file [${words(projectCheck, "OK found and valid", "ERROR invalid")}]`);
  }
  const checks = [profileCheck, projectCheck];
  if (profile !== undefined) checks.push(await checkConnection(context, profile, say));
  return conclude(context, checks);
}

const words = ({ problems }: Check, good: string, bad: string): string =>
  problems.length === 0 ? good : bad;

function conclude({ emit }: Context, checks: readonly Check[]): CommandResult {
  const failed = checks.filter(({ problems }) => problems.length > 0);
  const message =
    failed.length === 0
      ? "All checks passed!"
      : `${failed.length} ${failed.length === 1 ? "check" : "checks"} failed:`;
  emit({ type: "note", name: "DebugCmdResult", message });
  for (const problem of failed.flatMap(({ problems }) => problems))
    emit({ type: "problem", problem });
  return { success: failed.length === 0 };
}

function checkProfile(context: Context): { profile: Profile | undefined; check: Check } {
  const { location, flags, env } = context;
  const label = "profiles.yml file";
  try {
    const profile = readProfile({
      project: { dir: location.projectDir, profile: profileNamed(location.projectDir) },
      workingDir: location.workingDir,
      profilesDir: location.profilesDir,
      profile: location.profile,
      target: location.target,
      threads: flags.threads,
      vars: flags.vars,
      env,
    });
    context.keepSecret(profile.secrets);
    return { profile, check: { label, problems: [] } };
  } catch (thrown) {
    return { profile: undefined, check: { label, problems: orThrow(thrown) } };
  }
}

/** The project's profile, as far as it can be read; what is wrong with the file is said by its own check. */
function profileNamed(dir: string): string | null {
  try {
    return readRawProject(dir).profile;
  } catch (thrown) {
    orThrow(thrown);
    return null;
  }
}

function checkProject({ location, flags, env }: Context): Check {
  const label = "project file";
  try {
    readProject(location.projectDir, { env, vars: flags.vars, versionCheck: flags.versionCheck });
    return { label, problems: [] };
  } catch (thrown) {
    return { label, problems: orThrow(thrown) };
  }
}

async function checkConnection(
  context: Context,
  profile: Profile,
  say: (message: string) => void,
): Promise<Check> {
  say("Connection:");
  for (const [key, value] of Object.entries(shownCredentials(profile))) {
    say(`  ${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`);
  }
  const problems: Problem[] = [];
  try {
    await using adapter = await openAdapter(profile.type, {
      credentials: profile.credentials,
      baseDir: context.location.projectDir,
    });
    await using session = await adapter.connect("debug");
    await session.execute("select 1 as id");
    if (profile.type === "duckdb" && adapter.database === profile.schema) {
      problems.push(databaseNamedLikeSchema(profile.schema));
    }
    say(`Registered adapter: ${adapter.name}=${adapter.version}`);
  } catch (thrown) {
    problems.push(...orThrow(thrown));
  }
  const check = { label: "connection", problems };
  say(`  Connection test: [${words(check, "OK connection ok", "ERROR")}]`);
  return check;
}

/** The target's keys without passwords and tokens. */
function shownCredentials({ credentials, database, schema }: Profile): DataObject {
  const shown = Object.entries(credentials).filter(
    ([key, value]) => value !== null && !/pass|secret|token|key$/i.test(key),
  );
  return { database, schema, ...Object.fromEntries(shown) };
}

function orThrow(thrown: unknown): readonly Problem[] {
  const problems = problemsIn(thrown);
  if (problems === undefined) throw thrown;
  return problems;
}
