import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  Interpreter,
  makeFloat,
  nativeFunction,
  parseTemplate,
  TemplateError,
  Tuple,
  toValue,
  type Value,
} from "./index.ts";

interface Answer {
  readonly template: string;
  readonly output?: string;
  readonly error?: string;
}

const { cases } = JSON.parse(
  readFileSync(new URL("jinja-answers.json", import.meta.url), "utf8"),
) as { cases: Answer[] };

/** The same values as in differential.py and render.mjs. */
const plain = JSON.parse(
  readFileSync(new URL("jinja-answers-context.json", import.meta.url), "utf8"),
) as Record<string, unknown>;

// Made anew for each template, as templates change their lists and dicts.
function context(): Map<string, Value> {
  return new Map<string, Value>([
    ...Object.entries(plain).map(([name, value]) => [name, toValue(value)] as const),
    ["x", 1.5],
    ["w", makeFloat(4)],
    ["big", 12345678901234567890n],
    ["tup", new Tuple([1, "a", null])],
    ["fn", nativeFunction("fn", ({ args, kwargs }) => `fn(${args.length},${kwargs.size})`)],
    ["ident", nativeFunction("ident", ({ args }) => args[0] ?? null)],
  ]);
}

function answerOf(error: unknown): string {
  if (error instanceof TemplateError) return `${error.pyType}: ${error.message}`;
  throw error;
}

// Where only the class of the error is Jinja2's, the message is ours.
function comparable(answer: string, expected: string | undefined): string {
  if (expected === undefined) return answer;
  const type = expected.split(":")[0] ?? "";
  return answer.startsWith(`${type}:`) ? expected : answer;
}

describe("a random template gives what Jinja2 gives", () => {
  test.each(cases)("$template", async ({ template, output, error }) => {
    const render = () => new Interpreter({ globals: context() });
    const parse = () => parseTemplate(template, "answer.sql");
    let sync: string;
    try {
      sync = render().renderSync(parse());
    } catch (thrown) {
      sync = answerOf(thrown);
    }
    const suspending = await (async () => render().render(parse()))().catch(answerOf);
    expect(comparable(sync, error)).toBe(error ?? output);
    expect(suspending).toBe(sync);
  });
});
