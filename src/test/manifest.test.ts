/** Parsing against dbt's own answer: `manifest.json` is what dbt 1.12.6 makes of the project beside it, which has a bit of everything. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createProject, type Event } from "../index.ts";

const given = fileURLToPath(new URL("./manifest/", import.meta.url));

type Entries = Record<string, unknown>;
type Sections = Record<string, Entries>;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "manifest-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const readJson = (path: string): Sections => JSON.parse(readFileSync(path, "utf8"));

const isOwn = (id: string): boolean => !/^(macro|doc)\.(dbt|dbt_duckdb|tsdbt)\./.test(id);

/** What a manifest says of the project itself, without what differs from run to run. */
function comparable(manifest: Sections): Sections {
  const text = JSON.stringify(manifest, (key, value) =>
    key === "created_at" || key === "root_path" ? undefined : value,
  );
  const sections = Object.entries(JSON.parse(text) as Sections).filter(
    ([name]) => name in expected,
  );
  return Object.fromEntries(
    sections.map(([name, entries]) => [
      name,
      Object.fromEntries(Object.entries(entries).filter(([id]) => isOwn(id))),
    ]),
  );
}

const expected = readJson(join(given, "manifest.json"));

interface Copy {
  readonly dir: string;
  /** Parses it, and gives how many files were not read anew. */
  parse(...options: string[]): Promise<number>;
  manifest(): Sections;
  /** Changes a file. */
  edit(file: string, from: string, to: string): void;
}

function copyOf(name: string): Copy {
  const dir = join(folder, name);
  cpSync(join(given, "project"), dir, { recursive: true });
  const events: Event[] = [];
  const project = createProject({ dir, onEvent: (event) => events.push(event) });
  return {
    dir,
    async parse(...options) {
      events.length = 0;
      const { problems } = await project.invoke(["parse", ...options]);
      expect(problems).toEqual([]);
      const parsed = events.find((event) => event.type === "project-parsed");
      return parsed?.type === "project-parsed" ? parsed.cached : Number.NaN;
    },
    manifest: () => comparable(readJson(join(dir, "target", "manifest.json"))),
    edit(file, from, to) {
      const path = join(dir, file);
      const text = readFileSync(path, "utf8");
      expect(text).toContain(from);
      writeFileSync(path, text.replace(from, to));
    },
  };
}

test("the manifest is dbt's, read from the files or from the cache", async () => {
  const project = copyOf("same");
  const sections = Object.keys(expected);
  for (const options of [["--no-partial-parse"], [], []]) {
    await project.parse(...options);
    const manifest = project.manifest();
    for (const section of sections)
      expect({ section, entries: manifest[section] }).toEqual({
        section,
        entries: expected[section],
      });
  }
});

describe("what changed is read anew, and nothing else", () => {
  const mart = "models/marts/mart.sql";
  const macros = "macros/m.sql";

  test.each([
    ["nothing", mart, "stg_b", "stg_b", 0],
    ["a model", mart, "select max(x)", "select min(x)", 1],
    ["a properties file", "models/marts/reader.yml", "one", "two", 1],
    ["a macro that a model calls", macros, "{{ other_macro() }}", "{{ other_macro() }}!", 2],
    ["a macro that such a macro calls", macros, " o {{", " u {{", 2],
    ["a macro that no model calls", macros, "log(m)", "log(m ~ m)", 1],
  ])("%s", async (name, file, from, to, anew) => {
    const project = copyOf(name);
    await project.parse();
    const all = await project.parse();
    project.edit(file, from, to);
    expect(all - (await project.parse())).toBe(anew);
    const kept = project.manifest();
    await project.parse("--no-partial-parse");
    expect(kept).toEqual(project.manifest());
  });

  test("a variable that a model reads", async () => {
    const project = copyOf("a variable");
    await project.parse();
    const all = await project.parse();
    const changed = ["--vars", "{pkg_var: other}"];
    expect(all - (await project.parse(...changed))).toBe(1);
    const kept = project.manifest();
    await project.parse("--no-partial-parse", ...changed);
    expect(kept).toEqual(project.manifest());
  });
});

test.each(["index", "facts", "manifest"].map((part) => `partial_parse.${part}.tsdbt`))(
  "a broken %s is made anew",
  async (name) => {
    const project = copyOf(`broken ${name}`);
    await project.parse();
    const all = await project.parse();
    for (const rubbish of ["", "rubbish", "{}\n[1]\n"]) {
      writeFileSync(join(project.dir, "target", name), rubbish);
      await project.parse();
      expect(project.manifest()).toEqual(expected);
      expect(await project.parse()).toBe(all);
    }
  },
);
