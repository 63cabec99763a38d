import { expect, test } from "vitest";
import type { Event } from "../../core/events.ts";
import type { GraphNode } from "../../core/nodes.ts";
import type { Outcome, Status } from "../../core/outcomes.ts";
import { Problem } from "../../core/problem.ts";
import { makeColors } from "./colors.ts";
import { makeDescribe } from "./describe.ts";

const describe = (which = "build") =>
  makeDescribe({
    which,
    width: 80,
    colors: makeColors(false),
    read: () => "select 1\nfrom nowhere\n",
    now: () => 0,
    dbtVersion: "1.12.6",
    args: {},
  });

/** The lines that a person sees. */
const lines = (events: readonly Event[], which?: string) => {
  const says = describe(which);
  return events
    .flatMap((event) => says(event))
    .filter(({ level }) => level !== "debug")
    .map(({ text }) => text);
};

const node = (resource_type: string, name: string, more: object = {}): GraphNode =>
  ({
    resource_type,
    name,
    alias: name,
    schema: "main",
    database: "dev",
    language: "sql",
    package_name: "shop",
    unique_id: `${resource_type}.shop.${name}`,
    path: `${name}.sql`,
    original_file_path: `models/${name}.sql`,
    checksum: { name: "sha256", checksum: "" },
    config: { materialized: "table" },
    meta: {},
    relation_name: `"dev"."main"."${name}"`,
    ...more,
  }) as unknown as GraphNode;

const outcome = (status: Status, more: Partial<Outcome> = {}): Outcome => ({
  nodeId: "model.shop.orders",
  status,
  timing: [],
  threadId: "Thread-1 (worker)",
  executionTime: 0.154,
  adapterResponse: {},
  message: "OK",
  failures: null,
  compiled: true,
  compiledCode: null,
  relationName: null,
  ...more,
});

const at = { index: 1, total: 7, at: 0 };
const orders = node("model", "orders");

test("a node begins and ends with dbt's lines", () => {
  expect(
    lines([
      { type: "node-started", node: orders, thread: "Thread-1 (worker)", ...at },
      { type: "node-finished", node: orders, outcome: outcome("success"), ...at },
    ]),
  ).toEqual([
    "1 of 7 START sql table model main.orders ....................................... [RUN]",
    "1 of 7 OK created sql table model main.orders .................................. [OK in 0.15s]",
  ]);
});

test.each<[GraphNode, Outcome, string]>([
  [
    orders,
    outcome("error"),
    "1 of 7 ERROR creating sql table model main.orders .............................. [ERROR in 0.15s]",
  ],
  [
    orders,
    outcome("skipped", { message: null }),
    "1 of 7 SKIP relation main.orders ............................................... [SKIP]",
  ],
  [
    node("seed", "raw"),
    outcome("success", { message: "INSERT 3" }),
    "1 of 7 OK loaded seed file main.raw ............................................ [INSERT 3 in 0.15s]",
  ],
  [
    node("test", "unique_id"),
    outcome("pass", { failures: 0 }),
    "1 of 7 PASS unique_id .......................................................... [PASS in 0.15s]",
  ],
  [
    node("test", "unique_id"),
    outcome("fail", { failures: 2 }),
    "1 of 7 FAIL 2 unique_id ........................................................ [FAIL 2 in 0.15s]",
  ],
  [
    node("test", "unique_id"),
    outcome("warn", { failures: 2 }),
    "1 of 7 WARN 2 unique_id ........................................................ [WARN 2 in 0.15s]",
  ],
  [
    node("test", "unique_id"),
    outcome("error"),
    "1 of 7 ERROR unique_id ......................................................... [ERROR in 0.15s]",
  ],
  [
    node("snapshot", "snap"),
    outcome("success"),
    "1 of 7 OK snapshotted main.snap ................................................ [OK in 0.15s]",
  ],
  [
    node("exposure", "dash"),
    outcome("no-op"),
    "1 of 7 NO-OP exposure dash ..................................................... [NO-OP in 0.15s]",
  ],
  [
    node("exposure", "dash"),
    outcome("skipped", { message: null }),
    "1 of 7 SKIP exposure dash ...................................................... [SKIP]",
  ],
])("%#: each kind of node ends with its own line", (which, how, line) => {
  expect(lines([{ type: "node-finished", node: which, outcome: how, ...at }])).toEqual([line]);
});

test("a node that never began, because the run was stopped, has no line", () => {
  const stopped = outcome("skipped", { message: "Skipping due to fail_fast" });
  expect(lines([{ type: "node-finished", node: orders, outcome: stopped, ...at }])).toEqual([]);
});

test("hooks stand apart from the nodes", () => {
  const hook = node("operation", "shop-on-run-start-0", { index: 0 });
  const where = { node: hook, index: 1, total: 1 } as const;
  const done = outcome("success");
  expect(
    lines([
      { type: "hook-started", hook: "on-run-start", ...where },
      { type: "hook-finished", hook: "on-run-start", ...where, outcome: done },
      { type: "hook-started", hook: "on-run-end", ...where },
      { type: "hook-finished", hook: "on-run-end", ...where, outcome: done },
    ]),
  ).toEqual([
    "1 of 1 START hook: shop.on-run-start.0 ......................................... [RUN]",
    "1 of 1 OK hook: shop.on-run-start.0 ............................................ [OK in 0.15s]",
    "",
    "",
    "1 of 1 START hook: shop.on-run-end.0 ........................................... [RUN]",
    "1 of 1 OK hook: shop.on-run-end.0 .............................................. [OK in 0.15s]",
  ]);
});

test("a run ends with what ran, what failed and the count", () => {
  const check = node("test", "unique_id", {
    compiled_path: "target/compiled/shop/models/unique_id.sql",
    original_file_path: "models/orders.yml",
    config: { materialized: "test", store_failures: true },
  });
  const failed = outcome("fail", {
    nodeId: check.unique_id,
    failures: 2,
    message: "Got 2 results, configured to fail if != 0",
  });
  expect(
    lines([
      {
        type: "run-finished",
        outcomes: [outcome("success"), failed],
        nodes: [orders, check],
        seconds: 61.5,
      },
    ]),
  ).toEqual([
    "",
    "Finished running 1 table model, 1 data test in 0 hours 1 minutes and 1.50 seconds (61.50s).",
    "",
    "Completed with 1 error, 0 partial successes, and 0 warnings:",
    "",
    "[ERROR]: in test unique_id (models/orders.yml)",
    "  Got 2 results, configured to fail if != 0",
    "",
    "  compiled code at target/compiled/shop/models/unique_id.sql",
    "",
    '  See test failures:\n  ------------------------------------------\n  select * from "dev"."main"."unique_id"\n  ------------------------------------------'.replaceAll(
      "-".repeat(42),
      "-".repeat('select * from "dev"."main"."unique_id"'.length),
    ),
    "",
    "Done. PASS=1 WARN=0 ERROR=1 SKIP=0 NO-OP=0 REUSED=0 TOTAL=2",
  ]);
});

test("a run that was interrupted says so", () => {
  const stopped = outcome("skipped", { message: "Cancelled" });
  const ends = { outcomes: [stopped], nodes: [orders], seconds: 1, interrupted: true };
  expect(lines([{ type: "run-finished", ...ends }])).toContain(
    "Exited because of keyboard interrupt",
  );
});

test("a problem is shown with its place, the lines around it, its way through macros and a hint", () => {
  const problem = new Problem("SQL_FAILED", "No table is called nowhere.", {
    at: { file: "models/orders.sql", line: 2, column: 6 },
    frames: [{ label: "macro totals", at: { file: "macros/totals.sql", line: 4, column: 3 } }],
    hint: "Build it first.",
  });
  expect(lines([{ type: "problem", problem }])).toEqual([
    [
      "[ERROR]: SQL_FAILED: No table is called nowhere.",
      "  at models/orders.sql:2:6",
      "    1 | select 1",
      "    2 | from nowhere",
      "      |      ^",
      "  in macro totals (macros/totals.sql:4:3)",
      "  hint: Build it first.",
    ].join("\n"),
  ]);
});

test("compile and list say nothing of single nodes", () => {
  const events: Event[] = [
    { type: "node-started", node: orders, thread: "", ...at },
    { type: "node-finished", node: orders, outcome: outcome("success"), ...at },
    { type: "run-finished", outcomes: [outcome("success")], nodes: [orders], seconds: 1 },
  ];
  expect(lines(events, "compile")).toEqual([]);
});

test("nothing selected is said in dbt's two ways", () => {
  expect(lines([{ type: "nothing-selected" }], "list")).toEqual(["[WARNING]: No nodes selected!"]);
  expect(lines([{ type: "nothing-selected" }], "run")[0]).toContain("Nothing to do.");
});

test("a model of which only some batches succeeded says why the others did not", () => {
  const orders = node("model", "orders", { config: { materialized: "incremental" } });
  const partly = outcome("partial success", {
    message: "PARTIAL SUCCESS (2/3)",
    problem: new Problem("SQL_FAILED", "Division by zero."),
  });
  const shown = lines([
    { type: "run-finished", outcomes: [partly], nodes: [orders], seconds: 1 },
  ]).join("\n");
  expect(shown).toContain("Completed with 1 partial success");
  expect(shown).toContain("SQL_FAILED: Division by zero.");
});
