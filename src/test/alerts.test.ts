import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { createMetrics } from "../commands/streams/metrics.ts";
import { connectionTo } from "./kafka/connection.ts";
import { testStream } from "./stream-fixture.ts";

test("the alert rules in docs ask for metrics that there are", () => {
  const text = readFileSync(new URL("../../docs/alerts.yml", import.meta.url), "utf8");
  const rules: { expr: string }[] = parse(text).groups[0].rules;
  const asked = rules.flatMap(({ expr }) => expr.match(/tsdbt_stream_\w+/g) ?? []);
  const connection = connectionTo(["127.0.0.1:9092"]);
  const page = createMetrics([{ stream: testStream(), connection }], () => 0).text();
  const known = [...page.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name);
  expect(asked.length).toBeGreaterThan(10);
  expect(asked.filter((name) => !known.includes(name))).toEqual([]);
});
