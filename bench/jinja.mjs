// Parses and renders 10,000 typical models: node bench/jinja.mjs [rounds] [the engine's index.js]. Needs `npm run build`.
const [, , rounds = "5", dist = new URL("../dist/jinja/index.js", import.meta.url).href] =
  process.argv;
const { Interpreter, nativeFunction, parseMacros, parseTemplate, toValue } = await import(dist);

const count = 10_000;

function model(index) {
  const head = `{{ config(materialized='${index % 3 ? "table" : "incremental"}', tags=['daily', 'team_${index % 7}']) }}\n\n`;
  const columns = Array.from(
    { length: 12 },
    (_, column) => `    column_${column} as renamed_${column}`,
  ).join(",\n");
  const loop = `    {% for method in payment_methods -%}\n    sum(case when method = '{{ method }}' then amount else 0 end) as {{ method }}_amount{% if not loop.last %},{% endif %}\n    {% endfor -%}\n`;
  const source = `with orders as (\n    select * from {{ ref('model_${Math.floor(index / 2)}') }}\n),\npayments as (\n    select\n${columns}\n    from {{ source('raw', 'payments_${index % 50}') }}\n)\n`;
  const incremental = `{% if is_incremental() %}\nwhere updated_at > (select max(updated_at) from {{ this }})\n{% endif %}\n`;
  const variable =
    index % 4
      ? ""
      : `{% set payment_methods = ['credit_card', 'coupon', 'bank_transfer', 'gift_card'] %}\n`;
  const macro = index % 5 ? "" : `, {{ cents_to_dollars('amount', 2) }} as amount_usd\n`;
  return `${head}${variable}${source}select orders.*,\n${index % 4 ? "    1 as one\n" : loop}${macro}from orders join payments using (order_id)\n${incremental}`;
}

const sources = Array.from({ length: count }, (_, index) => model(index));
const [dollars] = parseMacros(
  "{% macro cents_to_dollars(column, digits=2) -%}\n({{ column }} / 100)::numeric(16, {{ digits }})\n{%- endmacro %}",
  "macros/cents.sql",
);

function globals(refs) {
  return new Map([
    ["config", nativeFunction("config", () => "")],
    [
      "ref",
      nativeFunction("ref", ({ args }) => {
        refs.push(args[0]);
        return `"db"."main"."${args[0]}"`;
      }),
    ],
    ["source", nativeFunction("source", ({ args }) => `"db"."${args[0]}"."${args[1]}"`)],
    ["is_incremental", nativeFunction("is_incremental", () => false)],
    ["this", toValue({ name: "x" })],
    ["cents_to_dollars", dollars],
  ]);
}

// CPU time, which neighbours on the machine change less than the clock.
const cpu = () => process.cpuUsage().user / 1000;

const milliseconds = (run) => {
  const start = cpu();
  run();
  return cpu() - start;
};

const parsed = (index) => parseTemplate(sources[index], `models/model_${index}.sql`);

for (let round = 1; round <= Number(rounds); round++) {
  const parseMs = milliseconds(() => {
    for (let index = 0; index < count; index++) parsed(index);
  });
  const parseAndRenderMs = milliseconds(() => {
    for (let index = 0; index < count; index++) {
      new Interpreter({ globals: globals([]), undefinedIs: "permissive" }).renderSync(
        parsed(index),
      );
    }
  });
  const start = cpu();
  for (let index = 0; index < count; index++) {
    await new Interpreter({ globals: globals([]) }).render(parsed(index));
  }
  const suspendingMs = cpu() - start;
  const line = { round, models: count, parseMs, parseAndRenderMs, suspendingMs };
  process.stdout.write(
    `${JSON.stringify(line, (_, value) => (typeof value === "number" ? Math.round(value) : value))}\n`,
  );
}
