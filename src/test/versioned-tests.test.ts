/** What is told of the tests of a versioned model. */
import { expect, test } from "vitest";
import { createProject } from "../index.ts";
import { folderWith } from "../project/settings/temporary-project.test.support.ts";

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
