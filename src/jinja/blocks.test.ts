import { expect, test } from "vitest";
import { scanBlocks, TemplateError } from "./index.ts";

const tags = ["snapshot", "docs"];

test("contents are raw: strings, comments and raw blocks do not end a block", () => {
  const source = `{% snapshot orders %}
select '{% endsnapshot %}' {# {% endsnapshot %} #} {{ "{% endsnapshot %}" }} {% raw %}{% endsnapshot %}{% endraw %}
{% if broken( %}{% endif %}
{% endsnapshot %}`;
  // A string outside of tags is only text, so the block ends inside it, as in dbt.
  const [block] = scanBlocks(source.replace("'{% endsnapshot %}'", "x"), "s.sql", tags);
  expect(block).toMatchObject({ tag: "snapshot", name: "orders", args: "orders", offset: 0 });
  expect(block?.contents).toContain("{% if broken( %}");
});

test("offsets point into the file, its leading white space included", () => {
  const source = "\n\n  {% docs a %}one{% enddocs %}\n{%- docs b -%} two {%- enddocs -%}\n";
  const blocks = scanBlocks(source, "d.md", tags);
  expect(blocks.map(({ name, contents }) => [name, contents])).toEqual([
    ["a", "one"],
    ["b", "two"],
  ]);
  for (const { offset, text, contents, contentsOffset } of blocks) {
    expect(source.slice(offset, offset + text.length)).toBe(text);
    expect(source.slice(contentsOffset, contentsOffset + contents.length)).toBe(contents);
  }
});

test.each([
  [
    "a block that is not closed",
    "{% docs a %}x",
    "Reached EOF without finding a close tag for docs",
  ],
  [
    "a block inside another",
    "{% docs a %}{% docs b %}{% enddocs %}{% enddocs %}",
    "blocks cannot be nested",
  ],
  [
    "a block inside control flow",
    "{% if x %}{% docs a %}{% enddocs %}{% endif %}",
    "must be at the top level",
  ],
  ["an end without a start", "{% endif %}{% docs a %}{% enddocs %}", "never saw a preceding if"],
  ["control flow that crosses", "{% for x in y %}{% endif %}", "expected endfor next"],
  ["a comment that does not end", "{# a {% docs a %}{% enddocs %}", "unexpected EOF, expected #}"],
])("%s is refused", (_, source, message) => {
  expect(() => scanBlocks(source, "d.md", tags)).toThrow(TemplateError);
  expect(() => scanBlocks(source, "d.md", tags)).toThrow(message);
});
