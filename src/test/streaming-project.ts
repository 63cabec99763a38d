/** A project whose sources are files, in a folder and a database of its own, run through the front door. */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Adapter, Cell, Session } from "../adapters/adapter.ts";
import type { AdapterType } from "../adapters/dialects.ts";
import { openAdapter } from "../adapters/open.ts";
import { main } from "../cli/program.ts";
import type { DataObject } from "../core/data.ts";
import { freshDatabase } from "./postgres-database.ts";

export interface StreamingProject extends AsyncDisposable {
  readonly dir: string;
  /** Writes a file, or behind what it holds. */
  write(path: string, text: string): void;
  append(path: string, text: string): void;
  /** Runs a command that must end with exit code 0; its output is in the error otherwise. */
  run(...words: readonly string[]): Promise<string>;
  /** Runs a command, whatever comes of it. */
  try(...words: readonly string[]): Promise<{ readonly code: number; readonly text: string }>;
  rows(sql: string): Promise<readonly (readonly Cell[])[]>;
  /** Works on the project's database, which no command may use meanwhile. */
  onDatabase<T>(work: (adapter: Adapter, session: Session) => Promise<T>): Promise<T>;
}

export interface ProjectOptions {
  /** Paths below the project's folder, with their texts. */
  readonly files: Readonly<Record<string, string>>;
  /** Keys of the connection `files` beside its type. */
  readonly connection?: DataObject;
  /** Milliseconds since 1970; the real time if it is not given. */
  readonly now?: () => number;
}

const projectFile = 'name: shop\nversion: "1.0"\nprofile: shop\n';

export async function streamingProject(
  type: AdapterType,
  { files, connection, now = realTime }: ProjectOptions,
): Promise<StreamingProject> {
  const dir = mkdtempSync(join(tmpdir(), "streaming-"));
  const database = type === "postgres" ? await freshDatabase() : undefined;
  const credentials: DataObject = database
    ? database.credentials
    : { type: "duckdb", path: "shop.duckdb", schema: "main", threads: 1 };
  const profile = {
    shop: { target: "test", outputs: { test: credentials } },
    connections: { files: { type: "file", ...connection } },
  };
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  };
  const all = {
    "project.yml": projectFile,
    "profiles.yml": JSON.stringify(profile),
    ...files,
  };
  for (const [path, text] of Object.entries(all)) write(path, text);
  const onDatabase: StreamingProject["onDatabase"] = async (work) => {
    await using adapter = await openAdapter(type, { credentials, baseDir: dir });
    await using session = await adapter.connect("test");
    return await work(adapter, session);
  };
  const attempt = (words: readonly string[]) => command(dir, words, now);
  return {
    dir,
    write,
    append: (path, text) => appendFileSync(join(dir, path), text),
    try: (...words) => attempt(words),
    async run(...words) {
      const { code, text } = await attempt(words);
      if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}:\n${text}`);
      return text;
    },
    rows: (sql) =>
      onDatabase(async (_, session) => (await session.execute(sql, { fetch: true })).rows),
    onDatabase,
    async [Symbol.asyncDispose]() {
      await database?.[Symbol.asyncDispose]();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const realTime = (): number => performance.timeOrigin + performance.now();

async function command(dir: string, words: readonly string[], now: () => number) {
  let text = "";
  const sink = { write: (more: string) => (text += more) };
  const code = await main(
    words,
    {
      ...{ stdout: sink, stderr: sink, cwd: dir, pid: 1, home: dir, now },
      host: { node: "20", executable: "node", platform: "test" },
      newId: () => "00000000-0000-4000-8000-000000000000",
      signal: new AbortController().signal,
    },
    { DBT_PROFILES_DIR: dir, HOME: dir, NO_COLOR: "1" },
  );
  return { code, text };
}
