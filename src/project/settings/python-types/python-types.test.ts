/** Python's own answers were recorded in `python-cases.json`. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  Interpreter,
  PyError,
  parseTemplate,
  repr,
  str,
  type Value,
} from "../../../jinja/index.ts";
import { Decimal } from "./decimal.ts";
import { datetimeModule } from "./module.ts";
import { pytzModule } from "./zones.ts";

interface Recorded {
  readonly moments: readonly (Readonly<Record<string, unknown>> & {
    readonly dt: readonly number[];
    readonly td: readonly number[];
    readonly z: string;
    readonly f: string;
  })[];
  readonly parsed: readonly (readonly [string, string, string])[];
  readonly iso: readonly (readonly [string, string])[];
  readonly decimals: readonly (readonly [string, string, Readonly<Record<string, string>>])[];
}

const recorded = JSON.parse(
  readFileSync(new URL("./python-cases.json", import.meta.url), "utf8"),
) as Recorded;

const names = new Map<string, Value>([
  ["datetime", datetimeModule(Date.now)],
  ["pytz", pytzModule()],
]);

function evaluate(expression: string, more: Readonly<Record<string, Value>> = {}): Value {
  const globals = { get: (name: string) => more[name] ?? names.get(name) };
  const template = parseTemplate(`{{ ${expression} }}`, "x");
  return new Interpreter({ globals }).renderNativeSync(template);
}

const expressions: Readonly<Record<string, string>> = {
  str: "dt | string",
  plus: "(dt + td) | string",
  loc: "loc | string",
  utc: "loc.astimezone(pytz.utc) | string",
  lfmt: "loc.strftime(f)",
  tdstr: "td | string",
  norm: "tz.normalize(loc + td) | string",
  half: "(td / 2) | string",
  mul: "(td * 1.5) | string",
  dst: "loc.dst() | string",
  direct: "dt.replace(tzinfo=tz) | string",
};

test.each(recorded.moments)("Python's moment is ours: $locrepr", (each) => {
  const dt = evaluate("datetime.datetime(*parts)", { parts: [...each.dt] });
  const [days = 0, seconds = 0, microseconds = 0] = each.td;
  const td = evaluate("datetime.timedelta(d, s, m)", { d: days, s: seconds, m: microseconds });
  const tz = evaluate("pytz.timezone(z)", { z: each.z });
  const loc = evaluate("tz.localize(dt)", { tz, dt });
  const values = { dt, td, tz, loc, f: each.f };
  for (const [name, expression] of Object.entries(expressions)) {
    expect([name, evaluate(expression, values)]).toEqual([name, each[name]]);
  }
  expect(repr(dt)).toBe(each.repr);
  expect(repr(loc)).toBe(each.locrepr);
  expect(repr(td)).toBe(each.tdrepr);
  expect(evaluate("dt.isocalendar() | list", { dt })).toEqual(each.isocal);
});

function outcome(expression: string, values: Readonly<Record<string, Value>>): string {
  try {
    return repr(evaluate(expression, values));
  } catch (thrown) {
    const { cause } = thrown as Error;
    const error = cause instanceof PyError ? cause : (thrown as PyError);
    return `${error.pyType}: ${error.message}`;
  }
}

test.each(recorded.parsed)("strptime reads %s by %s", (text, format, expected) => {
  expect(outcome("datetime.datetime.strptime(text, format)", { text, format })).toBe(expected);
});

test.each(recorded.iso)("fromisoformat reads %s", (text, expected) => {
  expect(outcome("datetime.datetime.fromisoformat(text)", { text })).toBe(expected);
});

test.each(recorded.decimals)("Python's decimals are ours: %s and %s", (a, b, results) => {
  const [left, right] = [Decimal.parse(a), Decimal.parse(b)];
  for (const [operator, expected] of Object.entries(results)) {
    if (expected === "E") continue;
    const result = left.pyBinary(operator, right, false);
    expect([operator, str(result ?? null)]).toEqual([operator, expected]);
  }
});

test("a decimal is formatted with a number of digits", () => {
  const half = Decimal.parse("1234567.125");
  expect(half.pyFormat(".2f")).toBe("1234567.12");
  expect(half.pyFormat(",.1f")).toBe("1,234,567.1");
});

test("a reading that the clock skips or repeats goes to standard time unless told otherwise", () => {
  const at = (expression: string) =>
    evaluate(`pytz.timezone('America/New_York').localize(${expression}) | string`);
  expect(at("datetime.datetime(2020, 11, 1, 1, 30)")).toBe("2020-11-01 01:30:00-05:00");
  expect(at("datetime.datetime(2020, 11, 1, 1, 30), is_dst=true")).toBe(
    "2020-11-01 01:30:00-04:00",
  );
  expect(at("datetime.datetime(2020, 3, 8, 2, 30)")).toBe("2020-03-08 02:30:00-05:00");
});
