/** The library's front door. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { createProject, type Event } from "../index.ts";

const dir = mkdtempSync(join(tmpdir(), "embedding-"));
const example = fileURLToPath(
  new URL("./cases/threads-and-target-come-from-the-profile/project/", import.meta.url),
);
cpSync(example, dir, { recursive: true });
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test("a command runs in another program and gives outcomes, and events on the way", async () => {
  const events: Event["type"][] = [];
  const project = createProject({ dir, onEvent: (event) => events.push(event.type) });
  const { exitCode, outcomes, problems } = await project.invoke(["build"]);
  expect(problems).toEqual([]);
  expect(exitCode).toBe(0);
  expect(outcomes.map(({ nodeId, status }) => [nodeId, status])).toEqual([
    ["seed.shop.raw_orders", "success"],
    ["model.shop.orders", "success"],
  ]);
  expect(events).toContain("node-started");
});

test("what was asked for is given back as lines", async () => {
  const { output } = await createProject({ dir }).invoke(["ls", "--output", "name"]);
  expect(output).toEqual(["orders", "raw_orders"]);
});

test("mistakes are problems, not exceptions", async () => {
  const { exitCode, problems } = await createProject({ dir }).invoke(["ls", "--select", "foo:bar"]);
  expect(exitCode).toBe(2);
  expect(problems.map(({ code }) => code)).toEqual(["UNKNOWN_SELECTOR_METHOD"]);
});
