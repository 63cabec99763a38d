/** What PyYAML makes of these texts was recorded from its own SafeLoader; `pyyaml-cases.json` holds the answers. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Problem } from "../../core/problem.ts";
import { Dict, Float, type PyObject, str } from "../../jinja/index.ts";
import { PyDate } from "./python-types/date.ts";
import { PyDateTime } from "./python-types/datetime.ts";
import { parseYaml } from "./yaml.ts";

interface Case {
  readonly text: string;
  readonly value?: unknown;
  readonly error?: string;
}

const cases = JSON.parse(
  readFileSync(new URL("./yaml/pyyaml-cases.json", import.meta.url), "utf8"),
) as readonly Case[];

/** Values with their Python types, in the form of the recorded answers. */
function encode(value: unknown): unknown {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string") return `s:${value}`;
  if (typeof value === "bigint") return `i:${value}`;
  if (typeof value === "number") return `${Number.isInteger(value) ? "i" : "f"}:${str(value)}`;
  if (value instanceof Float) return `f:${str(value)}`;
  if (value instanceof PyDateTime) return `dt:${value.pyStr()}`;
  if (value instanceof PyDate) return `d:${value.pyStr()}`;
  if (Array.isArray(value)) return value.map(encode);
  if (value instanceof Dict) {
    return { pairs: [...value.entries()].map(([key, item]) => [encode(key), encode(item)]) };
  }
  if ("pyType" in (value as object)) return `?:${(value as PyObject).pyType}`;
  return { pairs: Object.entries(value as object).map((pair) => pair.map(encode)) };
}

test.each(cases.filter((each) => each.error === undefined))(
  "PyYAML's value is ours: $text",
  ({ text, value }) => {
    expect(encode(parseYaml(text, "x.yml").value)).toEqual(value);
  },
);

test.each(cases.filter((each) => each.error !== undefined))(
  "what PyYAML refuses is a problem: $text",
  ({ text }) => {
    expect(() => parseYaml(text, "x.yml")).toThrow(Problem);
  },
);

test("the place of a value is that of its key, or of the list item", () => {
  const document = parseYaml("a:\n  - b: 1\n    c: 2\n  - d\n", "x.yml");
  expect(document.locate(["a", 0, "c"])).toEqual({ file: "x.yml", line: 3, column: 5 });
  expect(document.locate(["a", 1])).toEqual({ file: "x.yml", line: 4, column: 5 });
});

test("a path that leads nowhere gives the nearest place above", () => {
  const document = parseYaml("a:\n  b: 1\n", "x.yml");
  expect(document.locate(["a", "x", "y"])).toEqual({ file: "x.yml", line: 1, column: 1 });
});

test("the last of two equal keys wins and both are known", () => {
  const document = parseYaml("a: 1\nb: 2\na: 3\n", "x.yml");
  expect(document.value).toEqual({ a: 3, b: 2 });
  expect(document.duplicateKeys()).toEqual([
    { key: "a", at: { file: "x.yml", line: 3, column: 1 } },
  ]);
});

test("a broken text is shown at the place where it breaks", () => {
  const problem = problemOf("a: 1\nb: [1, 2\n");
  expect(problem.code).toBe("YAML_INVALID");
  expect(problem.at?.line).toBeGreaterThanOrEqual(2);
});

test("Jinja without quotes is told apart from other broken YAML", () => {
  const problem = problemOf("a: 1\nschema: {{ target.name }}\n");
  expect(problem.code).toBe("YAML_JINJA_NOT_QUOTED");
  expect(problem.at?.line).toBe(2);
});

test("an impossible date is shown where it stands", () => {
  expect(problemOf("a: 1\nb:\n  - 2020-02-30\n").at).toEqual({ file: "x.yml", line: 3, column: 5 });
});

test("a mapping with keys that are no text becomes JSON as Python writes it", () => {
  const { value } = parseYaml("2: a\ntrue: {x: 1.0}\n~: c\n", "x.yml");
  expect(JSON.stringify(value)).toBe('{"2":"a","true":{"x":1},"null":"c"}');
});

function problemOf(text: string): Problem {
  try {
    parseYaml(text, "x.yml");
  } catch (thrown) {
    if (thrown instanceof Problem) return thrown;
    throw thrown;
  }
  throw new Error("nothing was wrong");
}
