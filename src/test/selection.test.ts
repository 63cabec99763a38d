/** The selector language against dbt's own answers: `expected.json` holds what `dbt ls` gave for a project with everything in it. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { flagsFrom } from "../cli/flags.ts";
import { optionValues } from "../cli/option-values.ts";
import { parseCommandLine } from "../cli/parse-command-line.ts";
import type { Manifest } from "../core/manifest.ts";
import { selectNodes } from "../graph/select.ts";

const readJson = (name: string) =>
  JSON.parse(readFileSync(new URL(`selection/${name}.json`, import.meta.url), "utf8"));

const manifest: Manifest = readJson("manifest");
const expected: Record<string, string[]> = readJson("expected");
const listed = ["model", "snapshot", "seed", "test", "source", "exposure", "unit_test"];

test.each(Object.entries(expected))("ls %s selects what dbt selects", (words, ids) => {
  expect(select(words)).toEqual(ids);
});

function select(words: string): string[] {
  const start = words.startsWith("--") ? ["ls"] : ["ls", "--select"];
  const { values: typed, command } = parseCommandLine([...start, ...words.split(" ")]);
  const values = optionValues(command?.options ?? [], {
    typed,
    env: {},
    projectFlags: {},
    readYaml: () => ({}),
  });
  const flags = flagsFrom({
    which: "list",
    values,
    projectFlags: {},
    invocationCommand: "",
    colors: false,
  });
  const types = flags.resourceTypes.flatMap((type) =>
    type === "all" ? [...listed, "analysis"] : [type],
  );
  const wanted = types.length === 0 ? listed : types;
  const { ids } = selectNodes(manifest, {
    ...flags,
    resourceTypes: new Set(wanted.filter((type) => !flags.excludeResourceTypes.includes(type))),
    includeEmpty: true,
  });
  return [...ids].sort();
}
