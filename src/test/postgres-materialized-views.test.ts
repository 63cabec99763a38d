/** What becomes of a materialized view whose indexes are configured anew, by `on_configuration_change`. */
import { expect, test } from "vitest";
import { describePostgres } from "./postgres-database.ts";
import { postgresProject } from "./postgres-project.ts";

const model = (policy: string, column: string) =>
  `{{ config(materialized="materialized_view", on_configuration_change="${policy}", indexes=[{"columns": ["${column}"]}]) }}
select 1 as a, 2 as b`;

describePostgres("a materialized view with other indexes than before", () => {
  test.each([
    ["fail", 1, "a"],
    ["continue", 0, "a"],
    ["apply", 0, "b"],
  ])(
    "on_configuration_change: %s ends with %i, and the index is on %s",
    async (policy, code, indexed) => {
      await using project = await postgresProject({ "models/seen.sql": model(policy, "a") });
      expect((await project.tsdbt("run")).code).toBe(0);
      project.write({ "models/seen.sql": model(policy, "b") });
      const changed = await project.tsdbt("run");
      expect(changed.code, changed.output).toBe(code);
      expect(changed.output.includes("MATERIALIZED_VIEW_CHANGED")).toBe(policy !== "apply");
      const [row] = await project.database.query(
        "select string_agg(indexdef, ' ') as defined from pg_indexes where tablename = 'seen'",
      );
      expect(row?.defined).toMatch(new RegExp(`\\(${indexed}\\)$`));
    },
  );
});
