import { join } from "node:path";
import { expect, test } from "vitest";
import { readPackages } from "./packages.ts";
import { readProject } from "./project-file.ts";
import { briefly, folderWith, problemsOf } from "./temporary-project.test.support.ts";

const options = { env: {}, vars: {} };

function read(files: Readonly<Record<string, string>>, at = "") {
  const dir = join(folderWith({ [join(at, "dbt_project.yml")]: "name: shop\n", ...files }), at);
  return readPackages(readProject(dir, options), options);
}

const names = (files: Readonly<Record<string, string>>, at = "") =>
  read(files, at).map(({ name, file }) => `${name} ${file}`);

const problems = (files: Readonly<Record<string, string>>) =>
  briefly(problemsOf(() => read(files)));

test("installed packages are all that lie in dbt_packages", () => {
  expect(
    names({
      "dbt_packages/dbt_utils/dbt_project.yml": "name: dbt_utils\n",
      "dbt_packages/audit/dbt_project.yml": "name: audit_helper\n",
      "dbt_packages/notes/readme.md": "",
    }),
  ).toEqual([
    "audit_helper dbt_packages/audit/dbt_project.yml",
    "dbt_utils dbt_packages/dbt_utils/dbt_project.yml",
  ]);
});

test("local packages are read where they are, and those of theirs too", () => {
  const files = {
    "shop/packages.yml": "packages:\n  - local: ../common\n",
    "common/dbt_project.yml": "name: common\n",
    "common/packages.yml": "packages:\n  - local: ../base\n",
    "base/project.yml": "name: base\n",
  };
  expect(names(files, "shop")).toEqual([
    "common ../common/dbt_project.yml",
    "base ../base/project.yml",
  ]);
});

test("dependencies.yml lists packages as well", () => {
  const files = {
    "dependencies.yml": "packages:\n  - local: common\n",
    "common/dbt_project.yml": "name: common\n",
  };
  expect(names(files)).toEqual(["common common/dbt_project.yml"]);
});

test("every package that is missing is named", () => {
  const packages = `packages:\n  - package: dbt-labs/dbt_utils\n    version: 1.3.0\n  - local: ./nowhere\n`;
  expect(problems({ "packages.yml": packages })).toEqual([
    "PACKAGE_MISSING packages.yml:2",
    "PACKAGE_LOCAL_MISSING packages.yml:4",
  ]);
});

test("two packages of one name are a problem", () => {
  expect(
    problems({
      "dbt_packages/a/dbt_project.yml": "name: twin\n",
      "dbt_packages/b/dbt_project.yml": "name: twin\n",
    }),
  ).toEqual(["PACKAGE_DOUBLE"]);
});

test("a mistake in a package's file is shown in that file", () => {
  expect(problems({ "dbt_packages/a/dbt_project.yml": "name: a\nmodel-path: [x]\n" })).toEqual([
    "PROJECT_KEY_UNKNOWN dbt_packages/a/dbt_project.yml:2",
  ]);
});

test("a list of packages that is no list is a problem", () => {
  expect(problems({ "packages.yml": "packages:\n  dbt_utils: 1\n" })).toEqual([
    "PACKAGES_FILE_WRONG packages.yml:1",
  ]);
});
