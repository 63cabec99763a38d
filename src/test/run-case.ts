/** Plays one behaviour folder on a copy of its project: the commands through the front door, then a look at what is there. */
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative, sep } from "node:path";
import type { Cell } from "../adapters/adapter.ts";
import type { AdapterType } from "../adapters/dialects.ts";
import { openAdapter } from "../adapters/open.ts";
import type { DataObject } from "../core/data.ts";
import { freshDatabase } from "./postgres-database.ts";
import { runCommand } from "./run-command.ts";

/** A project's files, run by some commands. */
export interface CaseRun extends AsyncDisposable {
  /** What the commands said, times and paths made the same for every run. */
  readonly output: string;
  /** The rows of a table as CSV, sorted. */
  table(name: string): Promise<string>;
  /** A file below `target/compiled`, found by its name or the end of its path. */
  compiled(path: string): string;
}

/** Where a case's relations are, as the profile says it. */
interface Warehouse extends AsyncDisposable {
  readonly type: AdapterType;
  readonly credentials: DataObject;
}

async function warehouseOf(adapter: AdapterType): Promise<Warehouse> {
  if (adapter === "postgres") {
    const database = await freshDatabase();
    await database.query("create schema main");
    return {
      type: adapter,
      // As in DuckDB, names without a schema are of the target's.
      credentials: { ...database.credentials, search_path: "main" },
      [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
    };
  }
  return {
    type: adapter,
    credentials: { type: "duckdb", path: "case.duckdb", schema: "main", threads: 1 },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/**
 * @param folder holds `project/` and `command`
 * @param adapter the kind of database; each run gets a fresh one
 */
export async function runCase(folder: string, adapter: AdapterType): Promise<CaseRun> {
  const warehouse = await warehouseOf(adapter);
  const dir = mkdtempSync(join(tmpdir(), "case-"));
  cpSync(join(folder, "project"), dir, { recursive: true });
  writeProfile(dir, warehouse.credentials);
  let output = "";
  for (const words of readCommands(folder)) {
    const { output: text, code } = await runCommand(dir, words);
    output += `$ tsdbt ${words.join(" ")}\n${text}exit ${code}\n\n`;
  }
  return {
    output: normalized(output, dir, warehouse),
    table: (name) => readTable(dir, name, warehouse),
    compiled: (path) => named(readCompiled(dir, path), warehouse),
    async [Symbol.asyncDispose]() {
      rmSync(dir, { recursive: true, force: true });
      await warehouse[Symbol.asyncDispose]();
    },
  };
}

/** A project without a profile of its own gets one by the name that it asks for. */
function writeProfile(dir: string, credentials: DataObject): void {
  const file = join(dir, "profiles.yml");
  if (existsSync(file)) return;
  const project = ["project.yml", "dbt_project.yml"]
    .map((name) => join(dir, name))
    .find((path) => existsSync(path));
  const text = project === undefined ? "" : readFileSync(project, "utf8");
  const name = /^profile:\s*["']?([\w-]+)/m.exec(text)?.[1] ?? "case";
  const profile = { [name]: { target: "test", outputs: { test: credentials } } };
  writeFileSync(file, JSON.stringify(profile, null, 2));
}

/** One command a line, or several separated by `;`; words in quotes stay together. */
function readCommands(folder: string): string[][] {
  const word = /'([^']*)'|"([^"]*)"|[^\s'"]+/g;
  return readFileSync(join(folder, "command"), "utf8")
    .split(/\n|;(?=(?:[^'"]|'[^']*'|"[^"]*")*$)/)
    .map((line) => [...line.matchAll(word)].map(([all, single, double]) => single ?? double ?? all))
    .filter((words) => words.length > 0);
}

/** With the database's name as DuckDB's is. */
const named = (text: string, { credentials }: Warehouse): string =>
  text.replaceAll(String(credentials.database ?? "case"), "case");

/** The same text for every run. */
function normalized(output: string, dir: string, warehouse: Warehouse): string {
  return named(output, warehouse)
    .replaceAll(dir, "<project>")
    .replace(/^\d\d:\d\d:\d\d {2}(Running with|Registered adapter).*\n/gm, "")
    .replace(/^\d\d:\d\d:\d\d {2}/gm, "")
    .replace(/\d+ macros/g, "N macros")
    .replace(/ in \d+\.\d\ds\]/g, " in 0.00s]")
    .replace(/ and \d+\.\d\d seconds \(\d+\.\d\ds\)/g, " and 0.00 seconds (0.00s)")
    .replace(/[ \t]+$/gm, "");
}

async function readTable(
  dir: string,
  name: string,
  { type, credentials }: Warehouse,
): Promise<string> {
  await using adapter = await openAdapter(type, { credentials, baseDir: dir });
  await using session = await adapter.connect("case");
  const relation = name
    .split(".")
    .map((part) => adapter.quote(part))
    .join(".");
  const { columns, rows } = await session.execute(`select * from ${relation}`, { fetch: true });
  const texts = rows.map((row) => row.map(cellText));
  const lines = [
    columns.map((column) => column.name),
    ...texts.toSorted((a, b) => compareText(a.join("\u0000"), b.join("\u0000"))),
  ];
  return `${lines.map((line) => line.map(csvField).join(",")).join("\n")}\n`;
}

const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

const cellText = (cell: Cell): string => {
  if (cell === null) return "";
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
};

const csvField = (text: string): string =>
  /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

function readCompiled(dir: string, path: string): string {
  const folder = join(dir, "target", "compiled");
  const files = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => join(folder, file))
    : [];
  const found = files.find((file) => file.endsWith(`${sep}${path}`));
  if (found === undefined) {
    const have = files.map((file) => relative(folder, file)).join(", ");
    throw new Error(`${basename(path)} was not compiled; there are: ${have}`);
  }
  return readFileSync(found, "utf8").replaceAll(dir, "<project>");
}
