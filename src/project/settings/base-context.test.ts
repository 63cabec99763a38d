/** What dbt itself renders of these templates was recorded in `context/dbt-cases.json`. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Event } from "../../core/events.ts";
import type { Flags } from "../../core/flags.ts";
import { Interpreter, parseTemplate } from "../../jinja/index.ts";
import { type BaseContextOptions, baseContext } from "./base-context.ts";

interface Case {
  readonly template: string;
  readonly text?: string;
}

const cases = JSON.parse(
  readFileSync(new URL("./context/dbt-cases.json", import.meta.url), "utf8"),
) as readonly Case[];

const flags = {
  which: "run",
  fullRefresh: false,
  storeFailures: false,
  print: true,
  logLevel: "info",
  behavior: {},
} as unknown as Flags;

function render(template: string, options: Partial<BaseContextOptions> = {}): string {
  const names = baseContext({
    vars: { cliVars: { a: "A", n: 5, j: "{{ 1 + 1 }} {{ var('a') }}" } },
    env: { FOO: "bar", NUM: "5" },
    flags,
    invocation: { id: "8f1c", startedAt: Date.UTC(2026, 10, 21, 9, 8, 7) + 0.5 },
    emit: () => undefined,
    ...options,
  });
  const interpreter = new Interpreter({ globals: { get: (name) => names.get(name) } });
  return interpreter.renderSync(parseTemplate(template, "x.sql"));
}

test.each(cases.filter(({ text }) => text !== undefined))(
  "dbt's text is ours: $template",
  ({ template, text }) => {
    expect(render(template)).toBe(text);
  },
);

test.each(cases.filter(({ text }) => text === undefined))(
  "what dbt refuses fails: $template",
  ({ template }) => {
    expect(() => render(template)).toThrow();
  },
);

test("run_started_at is a moment in UTC", () => {
  expect(render("{{ run_started_at }} {{ run_started_at.strftime('%Y%m%d') }}")).toBe(
    "2026-11-21 09:08:07.000500+00:00 20261121",
  );
  expect(render("{{ run_started_at.astimezone(modules.pytz.timezone('Europe/Berlin')) }}")).toBe(
    "2026-11-21 10:08:07.000500+01:00",
  );
});

test("now() reads the clock that is handed in", () => {
  const now = () => Date.UTC(2020, 0, 2, 3, 4, 5);
  expect(render("{{ modules.datetime.datetime.utcnow() }}", { now })).toBe("2020-01-02 03:04:05");
});

test("log and print speak through events and render nothing", () => {
  const events: Event[] = [];
  const emit = (event: Event) => events.push(event);
  const text = render("[{{ log('a') }}{{ log('b', info=true) }}{{ print(1) }}]", { emit });
  expect(text).toBe("[]");
  expect(events).toEqual([
    { type: "template-log", message: "a", info: false, nodeId: undefined },
    { type: "template-log", message: "b", info: true, nodeId: undefined },
    { type: "template-print", message: "1", nodeId: undefined },
  ]);
});

test("the names and environment variables that a template asks for are told", () => {
  const asked: unknown[] = [];
  render("{{ var('a') }}{{ var('z', 1) }}{{ env_var('FOO') }}{{ env_var('NO', 'x') }}", {
    onVar: (name) => asked.push(name),
    onEnvVar: (name, value) => asked.push([name, value]),
  });
  expect(asked).toEqual(["a", "z", ["FOO", "bar"], ["NO", undefined]]);
});

test("while parsing, a variable that is not set is none", () => {
  expect(render("{{ var('nope') }}", { missingVar: "none" })).toBe("None");
});

test("itertools works as in Python", () => {
  expect(render("{{ modules.itertools.product([1, 2], ['a']) | list }}")).toBe(
    "[(1, 'a'), (2, 'a')]",
  );
  expect(render("{{ modules.itertools.islice(modules.itertools.count(5), 3) | list }}")).toBe(
    "[5, 6, 7]",
  );
});
