import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Data } from "../../../core/data.ts";
import { placeOf } from "../../../core/place.ts";
import { readSimple } from "./simple.ts";
import { locateSimple } from "./simple-places.ts";
import { openTree } from "./tree.ts";
import { readWhole } from "./whole.ts";

/** What a whole parser makes of a text; undefined when it is wrong. */
function wholeValue(text: string): Data | undefined {
  try {
    return readWhole(text, "x.yml", () => openTree(text, "x.yml")).value;
  } catch {
    return undefined;
  }
}

test.each([
  ["mappings and lists", "a: b\nc:\n  - d\n  - e: f\n    g: 1\n"],
  ["a list in its key's column", "a:\n- b\n- c\nd: e\n"],
  ["lists in lists", "- - a\n  - b\n- - c\n"],
  ["no value", "a:\nb:\n  c:\nd: ~\n"],
  ["comments and blank lines", "# x\na: b # c\n\n# d\ne: # f\n  g: h#i\n   # j\n"],
  ["plain words that mean something", "a: yes\nb: null\nc: 1.50\nd: 0x1f\ne: off\nf: no way\n"],
  ["a colon or hash inside a word", "a: http://x.y/#z\nb: 'c: d'\ne:f: g\n"],
  ["plain text over several lines", "a: b\n  c - d\n  'e'\nf:\n  - g\n   h\n"],
  ["quoted text over several lines", "a: 'b\n  it''s'\nc: \"d \\\"e\\\"\n  f\"\n"],
  ["quoted text with blank lines", "a: 'b\n\n  c\n   \n\n  d'\ne: \"f  \n\n  g\\\\n h\n i\"\n"],
  ["a line break that is escaped", 'a: "b \\\n  c\\\\\n\n  d\\\n  e"\n'],
  [
    "brackets over several lines",
    "a: [b, # c\n  d,\n\n  e\n  ]\nf:\n  - {\n    g: h,\n    i: [j,\n    k]}\n",
  ],
  [
    "a value below its key",
    "a:\n  b c\n  d\ne:\n  [f,\n  g]\nh:\n  - i:\n      'j'\n    k: l\nm:\n    |\n    n\n",
  ],
  ["escaped spaces", 'a: "b\\\n  \\ c\\ "\n'],
  ["brackets that close below their key", "a: [\n  b,\n]\nc:\n  - {\n    d: e\n  }\n"],
  ["a comment behind an alias", "a: &x b\nc: *x # d\n"],
  ["quoted keys", "'a b': c\n\"d:e\": f\n"],
  ["escapes", 'a: "b\\nc\\t\\u2014 \\ud83d\\ude00"\n'],
  ["collections in brackets", "a: [b, 'c, d', 1, true]\ne: { f: [], g: {} }\nh: [ ]\n"],
  ["a block of text", "a: |\n  b\n    c\n\n  d\n\ne: |-\n  f\n"],
  ["folded text", "a: >\n  b\n  c\n\n\n  d\ne: >- # f\n  g\n  h"],
  ["anchors and aliases", "a: &x\n  b: c\nd: *x\ne:\n  - &y f\n  - *y\n  - &z\n    g: h\n  - *z\n"],
  ["an empty anchored item", "a:\n- &x\n- b\n"],
  ["what an alias adds to a mapping", "a: &x\n  b: 1\n  c: 2\nd:\n  <<: *x\n  c: 3\n"],
  ["keys of a project file", "models:\n  +materialized: view\n  my.pkg:\n    +tags: [a]\n"],
  ["a document's first line", "---\na: b\n"],
])("%s are read as a whole parser reads them", (_, text) => {
  const whole = wholeValue(text);
  expect(whole).not.toBeUndefined();
  expect(readSimple(text)).toEqual(whole);
});

/** Lines of all kinds in any order. */
function anyText(): fc.Arbitrary<string> {
  const indents = fc.constantFrom("", "", "  ", "  ", "    ", " ", "      ");
  const starts = fc.constantFrom(
    ...["", "", "- ", "- ", "- - ", "-", "&x ", "- &x ", "? ", "# ", "-  "],
  );
  const keys = fc.constantFrom(
    ...["a: ", "b: ", "c: ", "a:", "b:", "", "", "'d': ", '"e": ', "on: ", "1: ", "<<: ", "a : "],
  );
  const values = fc.constantFrom(
    ...["", "x", "x y", "'q'", "'it''s'", '"d"', '"\\n"', "[a, b]", "[a, [1]]", "{a: b}", "{}"],
    ...["|", ">", "|-", ">-", "|+", "*x", "&x v", "&x", "1", "1.0", "yes", "~", "2020-01-02"],
    ...["[a,", "[", "{a: b,", "b]", "]", "c}", "q'", 'd"', '"d\\\\', "b, # c", "'q  "],
    ...["2020-13-01", "=", "a: b", "a # c", "a#c", "- a", "'q", '"d', "'q' x", "[a", "[a,]"],
    ...[
      "{{ x }}",
      "@x",
      "%x",
      "!t x",
      "x:",
      ":x",
      "-x",
      "-1",
      "--",
      "x\u00a0# y",
      "x\u00a0",
      "...",
    ],
  );
  const line = fc.tuple(indents, starts, keys, values).map((parts) => parts.join(""));
  return fc
    .tuple(fc.array(line, { maxLength: 9 }), fc.constantFrom("", "\n", "\n\n", " "))
    .map(([lines, end]) => lines.join("\n") + end);
}

test("lines in any order are read so, or left to a whole parser", () => {
  fc.assert(
    fc.property(anyText(), (given) => {
      const simple = readSimple(given);
      if (simple !== undefined) expect(simple).toEqual(wholeValue(given));
    }),
    { numRuns: 10_000 },
  );
});

test("everything in simple YAML stands where a tree has it", () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      const value = readSimple(text);
      if (value === undefined) return;
      const tree = openTree(text, "x.yml");
      for (const path of pathsIn(value)) {
        const offset = locateSimple(text, path);
        if (offset !== undefined) expect(placeOf("x.yml", text, offset)).toEqual(tree.locate(path));
      }
    }),
    { numRuns: 10_000 },
  );
});

/** The paths of all that is in it, and of what is not. */
function* pathsIn(value: Data): Iterable<readonly (string | number)[]> {
  yield [];
  yield ["absent"];
  yield [99];
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const step = Array.isArray(value) ? Number(key) : key;
    for (const path of pathsIn(inner as Data)) yield [step, ...path];
  }
}

test.each([
  ["a: 1\nb:\n  c: 2\n  d: 3\n", ["b", "d"], "d: 3"],
  ["a:\n- b: 1\n  c: 2\n- d\ne: 3\n", ["a", 0, "c"], "c: 2"],
  ["a:\n- b\n- d\ne: 3\n", ["e"], "e: 3"],
  ["a: 'b\n\n  c: d'\ne: |\n  e: f\ng: [h,\n  i\n]\nj: k\n", ["j"], "j: k"],
  ["a:\n  - - b\n    - c\n  - 'd': e\n", ["a", 1, "d"], "'d': e"],
])("in %j, %j is found without a tree", (text, path, there) => {
  expect(text.slice(locateSimple(text, path))).toMatch(new RegExp(`^${there}`));
});

test("simple YAML has the values that PyYAML gives it", () => {
  interface Case {
    readonly text: string;
    readonly error?: string;
  }
  const url = new URL("./pyyaml-cases.json", import.meta.url);
  const cases = JSON.parse(readFileSync(url, "utf8")) as readonly Case[];
  const wrong = cases.filter(({ error }) => error !== undefined);
  expect(wrong.filter(({ text }) => readSimple(text) !== undefined)).toEqual([]);
});

test.each([
  ["a tab", "a:\tb\n"],
  ["a key that comes twice", "a: 1\na: 2\n"],
  ["a key that is no text", "1: a\n"],
  ["a tag", "a: !!str 1\n"],
  ["an alias of nothing", "a: *x\n"],
  ["an anchor that comes twice", "a: &x 1\nb: &x 2\n"],
  ["an anchor in itself", "a: &x\n  b: *x\n"],
  ["a date", "a: 2020-01-02\n"],
  ["Jinja without quotes", "a: {{ b }}\n"],
  ["an indentation that fits nothing", "a:\n    b: 1\n  c: 2\n"],
  ["text that is no mapping", "a\n"],
  ["nothing", ""],
])("%s is left to a whole parser", (_, text) => {
  expect(readSimple(text)).toBeUndefined();
});
