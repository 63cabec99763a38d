/** Held to the recorder, which renders: whatever is foreseen must be what rendering notes. */
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { flags } from "../../../test/context-fixture.ts";
import { loadProject } from "../../load.ts";
import { readSettings } from "../../settings/settings.ts";
import { folderWith } from "../../settings/temporary-project.test.support.ts";
import { type DraftNode, startNode } from "../draft.ts";
import type { TemplateFacts } from "../facts.ts";
import { createRecorderFor } from "../project-recorder.ts";
import type { Recorder } from "../recorder.ts";

let recorder: Recorder;
let nodeOf: (text: string) => DraftNode;

beforeAll(async () => {
  const dir = folderWith({
    "dbt_project.yml": "name: shop\nversion: '1.0'\nprofile: shop\n",
    "profiles.yml":
      "shop: {target: dev, outputs: {dev: {type: duckdb, path: ':memory:', schema: main}}}",
    "macros/own.sql": `
{% macro rounded(column, scale=2) -%} round({{ column }}, {{ scale }}) {%- endmacro %}
{% macro outer(a) %}{{ rounded(a, scale=rounded(1)) }}{% endmacro %}
{% macro endless(a) %}{{ endless(a) }}{% endmacro %}
{% macro reads() %}{{ ref('hidden') }}{% endmacro %}
{% macro asks() %}{{ var('x', 1) }}{% endmacro %}
{% macro takes_all() %}{{ varargs }}{% endmacro %}
`,
  });
  const env = {};
  const settings = readSettings({ projectDir: dir, profilesDir: dir, flags, env } as never);
  const options = {
    settings,
    flags,
    env,
    invocation: { id: "1", startedAt: 0 },
    emit: () => undefined,
  };
  const { macros, settings: owner } = await loadProject(options as never);
  recorder = createRecorderFor({ ...options, macros } as never);
  nodeOf = (text) =>
    startNode({
      resourceType: "model",
      name: "m",
      owner,
      path: "m.sql",
      originalFilePath: "models/m.sql",
      uniqueId: "model.shop.m",
      fqn: ["shop", "m"],
      text,
      createdAt: 0,
    });
});

/** What rendering notes; undefined where it fails. */
function rendered(text: string): TemplateFacts | undefined {
  try {
    return recorder.record({ node: nodeOf(text), file: "m.sql", fileText: text, offset: 0 });
  } catch {
    return undefined;
  }
}

const foreseen = (text: string): TemplateFacts | undefined => recorder.foresee(nodeOf(text));

const known: readonly string[] = [
  "select 1",
  "{{ config(materialized='table', tags=['a', \"b\"], meta={'n': 1, 'deep': [true, False]}) }} x",
  "{{config(a=1,)}}{{- config(b='c', a=2) -}}",
  "{{ ref('a') }}{{ ref('p', 'b') }}{{ source('s', 't') }}{{ ref('a') }}",
  "{# {{ ref('no') }} #}{% for c in ['a', 'b'] -%} {{ c }}{{ ',' if not loop.last }} {%- endfor %}",
  "{% set cs = ['a'] %}{% for c in cs %}{{ outer(c) }}{% if loop.first %}x{% else %}{{ c }}{% endif %}{% endfor %}",
  "{% if is_incremental() %} where {{ ref('no') }} > {{ this }}{{ unknown(1) }}{% else %}{{ ref('yes') }}{% endif %}",
  "{% if not is_incremental() %}{{ rounded('x', scale=3) }}{{ config(a='b') }}{% endif %}",
  "{% if execute %}{{ ref('no') }}{% endif %}{{ outer(this) }}{{ rounded(ref('a')) }}",
];

test.each(known)("what rendering notes is foreseen: %s", (text) => {
  expect(foreseen(text)).toBeDefined();
  expect(foreseen(text)).toEqual(rendered(text));
});

const unknown: readonly string[] = [
  "{{ var('x', 1) }}",
  "{{ asks() }}{{ reads() }}",
  "{{ takes_all() }}",
  "{{ endless(1) }}",
  "{{ rounded(1, 2, 3) }}",
  "{{ rounded(1, column=2) }}",
  "{% for c in [] %}{% endfor %}",
  "{% for c in ['a'] %}{{ ref(c) }}{% endfor %}",
  "{% for c in ['a', 'b'] %}{{ ref('x') }}{% endfor %}",
  "{% for c in ['a'] %}{% if not loop.last %}{{ rounded(c) }}{% endif %}{% endfor %}",
  "{% if is_incremental() %}{{ config(a='no') }}{% endif %}{{ config(b='yes') }}",
  "{{ config (a='b') }}",
  "{% set ref = 1 %}{{ ref('a') }}",
  "{{ 'a\\n' }}{{ ref('a') }}",
  "{{ missing.part }}",
  "{% raw %}{{ ref('a') }}{% endraw %}",
  "{% if execute %}",
  "{{ ref('a') ",
  "{# open",
  "{{ {{ ref('a') }}",
];

test.each(unknown)("what only rendering can tell is left to it: %s", (text) => {
  expect(foreseen(text)).toBeUndefined();
});

const pieces: readonly string[] = [
  ...known,
  ...unknown,
  ..."{{|}}|{%-|-%}|%}|{#|#}|'|\"|(|)|[|]|,|=|.|if|else|endif|for|in|endfor|set|not|c|this".split(
    "|",
  ),
  ..."loop.last|execute|is_incremental()|ref('a')|rounded(c)|outer('a')|'text'|7|['a', 'b']".split(
    "|",
  ),
  "{% if is_incremental() %}",
  "{% if not loop.last %}",
  "{% for c in ['a', 'b'] %}",
  "{% set c = ['x'] %}",
  "{% else %}",
  "{% endif %}",
  "{% endfor %}",
  "{{ c }}",
];

const broken = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((all) => all.join(" "));

const operand = fc.constantFrom(
  ..."'a'|7|c|this|missing|loop.index|ref('a')|source('s', 't')|rounded(c)|outer('a')|rounded(ref('b'), 1)|asks()".split(
    "|",
  ),
);
const condition = fc.constantFrom(
  ..."is_incremental()|not is_incremental()|execute|loop.last|not c|'a'|missing|rounded(1)".split(
    "|",
  ),
);
const loop = fc.constantFrom("['a', 'b']", "[1]", "c", "cs", "'text'");

const { body: whole } = fc.letrec<{ body: string }>((tie) => ({
  body: fc
    .array(
      fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        operand.map((value) => `{{ ${value} }}`),
        fc.constantFrom("{% set cs = ['x', 'y'] %}", "{{ config(a='b', c=[1]) }}", "select"),
        fc.tuple(operand, condition, operand).map(([a, b, c]) => `{{ ${a} if ${b} else ${c} }}`),
        fc
          .tuple(condition, tie("body"), tie("body"))
          .map(([test, yes, no]) => `{% if ${test} %}${yes}{% else %}${no}{% endif %}`),
        fc
          .tuple(loop, tie("body"))
          .map(([list, each]) => `{% for c in ${list} %}${each}{% endfor %}`),
      ),
      { maxLength: 4 },
    )
    .map((parts) => parts.join("")),
}));

test.each([
  ["broken", broken],
  ["whole", whole],
])("of %s templates nothing is foreseen but what rendering notes", (_, template) => {
  fc.assert(
    fc.property(template, (text) => {
      const facts = foreseen(text);
      if (facts !== undefined) expect(facts).toEqual(rendered(text));
    }),
    { numRuns: 3000 },
  );
});
