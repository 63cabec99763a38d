import { expect, test } from "vitest";
import { debugFormat, jsonFormat, textFormat } from "./formats.ts";
import type { Message } from "./message.ts";

const message: Message = {
  name: "LogModelResult",
  code: "Q012",
  level: "info",
  text: "1 of 1 \u001b[32mOK\u001b[39m",
  data: { index: 1 },
  thread: "Thread-1 (worker)",
};
const noon = Date.UTC(2026, 10, 21, 12, 0, 1) + 0.25;

test("text lines begin with the time, except for what was asked for", () => {
  expect(textFormat(message, noon)).toBe(`12:00:01  ${message.text}`);
  expect(textFormat({ ...message, isOutput: true }, noon)).toBe(message.text);
});

test("debug lines tell microseconds, level and thread", () => {
  expect(debugFormat("id")({ ...message, text: "x" }, noon)).toBe(
    "12:00:01.000250 [info ] [Thread-1 (]: x",
  );
});

test("JSON lines hold dbt's info, without colours, and the event's data", () => {
  const format = jsonFormat({ invocationId: "id", pid: 7, extra: { run: "1" } });
  expect(JSON.parse(format(message, noon))).toEqual({
    data: { index: 1 },
    info: {
      category: "",
      code: "Q012",
      extra: { run: "1" },
      invocation_id: "id",
      level: "info",
      msg: "1 of 1 OK",
      name: "LogModelResult",
      pid: 7,
      thread: "Thread-1 (worker)",
      ts: "2026-11-21T12:00:01.000250Z",
    },
  });
});
