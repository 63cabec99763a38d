/** What is told of the tests of a versioned model, and how they are listed. */
import { expect, test } from "vitest";
import { createProject } from "../index.ts";
import { folderWith } from "../project/settings/temporary-project.test.support.ts";
import { runCommand } from "./run-command.ts";

test("a deprecation names the model of a test without its version", async () => {
  const told: string[] = [];
  const dir = folderWith({
    "profiles.yml": "p:\n  outputs:\n    default: {type: duckdb}\n",
    "dbt_project.yml":
      "name: shop\nprofile: p\nflags: {require_generic_test_arguments_property: true}\n",
    "models/orders_v1.sql": "select 'new' as status\n",
    "models/m.yml": `models:
  - name: orders
    versions: [{v: 1}]
    columns:
      - name: status
        data_tests: [{accepted_values: {values: [new, old]}}]
`,
  });
  const project = createProject({
    dir,
    onEvent: (event) => {
      if (event.type === "warning") told.push(event.problem.message);
    },
  });
  await project.invoke(["parse"]);
  expect(told).toEqual([
    'The test "accepted_values" of "orders" has arguments that do not stand under "arguments".',
  ]);
});

test("ls names a unit test of each version by its own name, and selects it by the version's", async () => {
  const dir = folderWith({
    "profiles.yml": "p:\n  outputs:\n    default: {type: duckdb}\n",
    "dbt_project.yml": "name: shop\nprofile: p\n",
    "models/orders_v1.sql": "select 'new' as status\n",
    "models/orders_v2.sql": "select 'new' as status\n",
    "models/m.yml": `models: [{name: orders, versions: [{v: 1}, {v: 2}]}]
unit_tests: [{name: all_new, model: orders, given: [], expect: {rows: []}}]
`,
  });
  const listed = async (output: string) => {
    const { output: text } = await runCommand(dir, [
      ...["ls", "--quiet", "--resource-type", "unit_test", "--output", output],
    ]);
    return text.trim().split("\n");
  };
  expect(await listed("name")).toEqual(["all_new", "all_new"]);
  expect(await listed("selector")).toEqual([
    "unit_test:shop.all_new_v1",
    "unit_test:shop.all_new_v2",
  ]);
});
