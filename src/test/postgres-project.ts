/** A small project in a folder of its own, run through the front door on a Postgres database of its own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { DataObject } from "../core/data.ts";
import { freshDatabase, type TestDatabase } from "./postgres-database.ts";
import { runCommand } from "./run-command.ts";

export interface PostgresProject extends AsyncDisposable {
  readonly database: TestDatabase;
  /** Writes files, by path. */
  write(files: Readonly<Record<string, string>>): void;
  /** Runs a command; `output` is all that it said. */
  tsdbt(...words: string[]): Promise<{ readonly code: number; readonly output: string }>;
  /** Ends the commands that run as Ctrl-C does. */
  interrupt(): void;
}

/**
 * @param files of the project, beside the project file
 * @param options `credentials`: keys of the target that differ from those of the superuser; `server`: not the tests'
 */
export async function postgresProject(
  files: Readonly<Record<string, string>>,
  {
    credentials = {},
    server,
  }: { readonly credentials?: DataObject; readonly server?: string } = {},
): Promise<PostgresProject> {
  const database = await freshDatabase(server);
  const dir = mkdtempSync(join(tmpdir(), "postgres-project-"));
  const write = (texts: Readonly<Record<string, string>>): void => {
    for (const [path, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
  };
  const target = { ...database.credentials, ...credentials };
  write({
    "project.yml": "name: shop\nprofile: shop\n",
    "profiles.yml": JSON.stringify({ shop: { target: "test", outputs: { test: target } } }),
    ...files,
  });
  const running = new Set<AbortController>();
  return {
    database,
    write,
    interrupt() {
      for (const controller of running) controller.abort();
    },
    async tsdbt(...words) {
      const controller = new AbortController();
      running.add(controller);
      const result = await runCommand(dir, words, controller.signal);
      running.delete(controller);
      return result;
    },
    async [Symbol.asyncDispose]() {
      rmSync(dir, { recursive: true, force: true });
      await database[Symbol.asyncDispose]();
    },
  };
}
