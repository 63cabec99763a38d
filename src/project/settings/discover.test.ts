import { expect, test } from "vitest";
import { parseIgnoreFile } from "./discover/ignore-file.ts";
import { discoverFiles } from "./discover.ts";
import { readProject } from "./project-file.ts";
import { folderWith } from "./temporary-project.test.support.ts";

function found(files: readonly string[], project = "name: shop\n", ignores?: string): string[] {
  const entries = files.map((path): [string, string] => [path, ""]);
  const dir = folderWith({
    ...Object.fromEntries(entries),
    "dbt_project.yml": project,
    ...(ignores !== undefined && { ".dbtignore": ignores }),
  });
  const settings = readProject(dir, { env: {}, vars: {} });
  return discoverFiles(settings, []).map(
    ({ kind, originalFilePath }) => `${kind} ${originalFilePath}`,
  );
}

test("a file is what its folder and the end of its name say", () => {
  const files = [
    "models/a.sql",
    "models/deep/b.py",
    "models/schema.yml",
    "models/docs.md",
    "models/notes.txt",
    "seeds/s.csv",
    "seeds/s.yaml",
    "snapshots/n.sql",
    "macros/m.sql",
    "analyses/an.sql",
    "tests/t.sql",
    "tests/generic/g.sql",
    "tests/fixtures/f.csv",
    "other/x.sql",
  ];
  expect(found(files).sort()).toEqual([
    "analysis analyses/an.sql",
    "docs models/docs.md",
    "fixture tests/fixtures/f.csv",
    "generic-test tests/generic/g.sql",
    "macro macros/m.sql",
    "model models/a.sql",
    "model models/deep/b.py",
    "properties models/schema.yml",
    "properties seeds/s.yaml",
    "seed seeds/s.csv",
    "snapshot snapshots/n.sql",
    "test tests/t.sql",
  ]);
});

test("folders that stand within each other give a file once for each of them", () => {
  const files = ["models/a.sql", "models/deep/b.sql"];
  expect(found(files, "name: shop\nmodel-paths: [models, models/deep]\n")).toEqual([
    "model models/a.sql",
    "model models/deep/b.sql",
  ]);
});

test("files of hidden folders count, and what editors leave beside files does not, as in dbt", () => {
  const left = ["models/.hidden.sql", "models/.#a.sql", "models/#a.sql", "models/~a.yml"];
  expect(found([...left, "models/.dir/a.sql"])).toEqual(["model models/.dir/a.sql"]);
});

test("what .dbtignore names is left out", () => {
  const files = ["models/a.sql", "models/tmp/b.sql", "models/c_draft.sql", "models/keep_draft.sql"];
  const ignores = "# drafts\ntmp/\n*_draft.sql\n!keep_*\n";
  expect(found(files, "name: shop\n", ignores)).toEqual([
    "model models/a.sql",
    "model models/keep_draft.sql",
  ]);
});

test.each([
  ["*.sql", "models/a.sql", true],
  ["models/*.sql", "models/a.sql", true],
  ["models/*.sql", "models/deep/a.sql", false],
  ["models/**/*.sql", "models/deep/a.sql", true],
  ["/a.sql", "models/a.sql", false],
  ["**/tmp", "x/tmp/y.sql", true],
  ["tmp/**", "tmp/a/b.sql", true],
  ["a?.sql", "m/ab.sql", true],
  ["[ab].sql", "m/b.sql", true],
  ["[!ab].sql", "m/b.sql", false],
  ["a.b", "axb", false],
])("the pattern %s on %s", (pattern, path, isIgnored) => {
  expect(parseIgnoreFile(pattern)(path)).toBe(isIgnored);
});
