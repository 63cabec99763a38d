/** One mistake that a user can make: the files and the command that cause it, and what has to be said about it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createProject } from "../../cli/embedding.ts";
import type { Environment } from "../../cli/io.ts";
import { Problem } from "../../core/problem.ts";

export type Files = Readonly<Record<string, string | Uint8Array>>;

export interface Mistake {
  readonly code: string;
  /** `file:line:column`, or the id of the node, or nothing where there is neither. */
  readonly place: string;
  /** Beside a project file and a profile, unless they are among them. */
  readonly files?: Files;
  /** What ran before, and the files that changed after it. */
  readonly before?: { readonly command: string | readonly string[]; readonly change?: Files };
  /** `parse` when absent. */
  readonly command?: string | readonly string[];
  readonly env?: Environment;
}

/** A problem that was told, and how the command ended. */
export interface Told {
  readonly exitCode: number;
  readonly problems: readonly Problem[];
}

const standard: Files = {
  "project.yml": "name: shop\nprofile: shop\n",
  "profiles.yml":
    "shop: {target: dev, outputs: {dev: {type: duckdb, path: warehouse.duckdb, threads: 1}}}\n",
};

/** Makes the mistake in a folder of its own. */
export async function makeMistake(mistake: Mistake): Promise<Told> {
  const dir = mkdtempSync(join(tmpdir(), "mistake-"));
  try {
    const own = mistake.files ?? {};
    const isFolder = (path: string) => Object.keys(own).some((file) => file.startsWith(`${path}/`));
    const usual = Object.entries(standard).filter(([path]) => !isFolder(path));
    writeAll(dir, { ...Object.fromEntries(usual), ...own });
    if (mistake.before !== undefined) {
      await runIn(dir, mistake.before.command, mistake.env);
      writeAll(dir, mistake.before.change ?? {});
    }
    return await runIn(dir, mistake.command ?? "parse", mistake.env);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function writeAll(dir: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(dir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

async function runIn(
  dir: string,
  command: string | readonly string[],
  env: Environment = {},
): Promise<Told> {
  const problems: Problem[] = [];
  const project = createProject({
    dir,
    env: { HOME: dir, DBT_PROFILES_DIR: dir, ...env },
    onEvent: (event) => {
      if (event.type === "problem" || event.type === "warning") problems.push(event.problem);
    },
  });
  const words = typeof command === "string" ? command.split(" ") : command;
  const { exitCode, outcomes } = await project.invoke(words);
  problems.push(...outcomes.flatMap(({ problem }) => (problem === undefined ? [] : [problem])));
  return { exitCode, problems: problems.flatMap(withCauses) };
}

/** A problem may be told within another one, as a warning is that counts as an error. */
const withCauses = (problem: Problem): readonly Problem[] =>
  problem.cause instanceof Problem ? [problem, ...withCauses(problem.cause)] : [problem];

/** Where a problem says that it is. */
export function placeOfProblem({ at, nodeId }: Problem): string {
  return at === undefined ? (nodeId ?? "") : `${at.file}:${at.line}:${at.column}`;
}
