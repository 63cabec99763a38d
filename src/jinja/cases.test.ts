import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  Interpreter,
  nativeFunction,
  parseTemplate,
  TemplateError,
  toValue,
  type Value,
} from "./index.ts";

interface Case {
  readonly group: string;
  readonly template: string;
  readonly output?: string;
  readonly error?: string;
}

const { cases } = JSON.parse(
  readFileSync(new URL("jinja-cases.json", import.meta.url), "utf8"),
) as { cases: Case[] };

const globals = (): Map<string, Value> =>
  new Map<string, Value>([
    ["d", toValue({ k: "v" })],
    ["l", [10, 20]],
    ["gfun", nativeFunction("gfun", () => "G")],
    ["gval", "V"],
  ]);

function outcome(run: () => string): string {
  try {
    return run();
  } catch (error) {
    if (error instanceof TemplateError) return `${error.pyType}: ${error.message}`;
    throw error;
  }
}

describe("the sync form answers as Jinja2 does", () => {
  test.each(cases)("$group: $template", ({ template, output, error }) => {
    const interpreter = new Interpreter({ globals: globals() });
    const run = () => interpreter.renderSync(parseTemplate(template, "case.sql"));
    expect(outcome(run)).toBe(error ?? output);
  });
});

describe("the suspending form answers as Jinja2 does", () => {
  test.each(cases)("$group: $template", async ({ template, output, error }) => {
    const interpreter = new Interpreter({ globals: globals() });
    const run = async () => interpreter.render(parseTemplate(template, "case.sql"));
    const answer = await run().catch(
      (thrown: TemplateError) => `${thrown.pyType}: ${thrown.message}`,
    );
    expect(answer).toBe(error ?? output);
  });
});
