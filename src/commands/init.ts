/** `tsdbt init`: makes a new project that builds at once. */
import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { answerNeeded, folderNotEmpty, invalidProjectName } from "../core/problems/cli.ts";
import type { CommandResult, Context } from "./context.ts";
import { type Scaffold, writeScaffold } from "./init/scaffold.ts";

export interface InitOptions {
  readonly name: string | undefined;
  readonly adapter: Scaffold["adapter"] | undefined;
  /** Take the usual answer where nothing is given. */
  readonly skipQuestions: boolean;
  /** `--project-dir`: where the project's folder is made; otherwise where the command was given. */
  readonly parentDir: string | null;
  /** Asks on the terminal; undefined where there is none. */
  readonly ask: ((question: string, usual: string) => Promise<string>) | undefined;
}

/** @throws Problem of a name that cannot be, a folder that is not empty, or an answer that nobody can give */
export async function init(context: Context, options: InitOptions): Promise<CommandResult> {
  const name = await projectName(options);
  const folder = resolve(options.parentDir ?? context.location.workingDir, name);
  if (existsSync(folder) && readdirSync(folder).length > 0) throw folderNotEmpty(folder);
  const adapter = await adapterOf(options);
  const files = await writeScaffold(folder, { name, adapter });
  const say = (message: string) => context.emit({ type: "note", name: "ProjectCreated", message });
  say(`Made the project "${name}" in ${folder}: ${files.length} files.`);
  say(`Next: cd ${name} && npx tsdbt build`);
  return { success: true };
}

async function projectName({ name, ask, skipQuestions }: InitOptions): Promise<string> {
  const question = "What shall the project be called?";
  const given = name ?? (skipQuestions ? undefined : await ask?.(question, "my_project"));
  if (given === undefined) throw answerNeeded(question, "the project's name");
  if (!/^[a-z]\w*$/i.test(given)) throw invalidProjectName(given);
  return given;
}

async function adapterOf({
  adapter,
  ask,
  skipQuestions,
}: InitOptions): Promise<Scaffold["adapter"]> {
  if (adapter !== undefined || skipQuestions) return adapter ?? "duckdb";
  const question = "Which database: duckdb (a file, nothing to install) or postgres?";
  for (;;) {
    const answer = (await ask?.(question, "duckdb"))?.trim().toLowerCase() ?? "duckdb";
    if (answer === "duckdb" || answer === "postgres") return answer;
  }
}
