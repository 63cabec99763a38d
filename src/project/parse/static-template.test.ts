/** Held to what dbt's static parser answers: `test/extractor.json` holds templates and what `dbt_extractor` makes of them. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readStatically, type StaticTemplate } from "./static-template.ts";

interface Extracted {
  readonly refs: readonly Record<string, unknown>[];
  readonly sources: readonly (readonly [string, string])[];
  readonly configs: readonly (readonly [string, unknown])[];
}

const cases: [string, Extracted | null][] = JSON.parse(
  readFileSync(new URL("./test/extractor.json", import.meta.url), "utf8"),
);

/** As the extractor puts it: nothing that is none, and each source once. */
function extracted({ refs, sources, configs }: StaticTemplate): Extracted {
  const sorted = sources.map(([source, table]) => `${source}\n${table}`).sort();
  return {
    refs: refs.map((ref) =>
      Object.fromEntries(Object.entries(ref).filter(([, value]) => value !== null)),
    ),
    sources: [...new Set(sorted)].map((text) => text.split("\n") as [string, string]),
    configs: configs.flatMap((config) => Object.entries(config)),
  };
}

test.each(cases)("%j", (template, expected) => {
  const read = readStatically(template);
  expect(read === undefined ? null : extracted(read)).toEqual(expected);
});

test("the arguments of the first config are kept apart", () => {
  const read = readStatically("{{ config(a='x') }}{{ config(a='y', b='z') }}");
  expect(read?.firstConfig).toEqual({ a: "x" });
});
