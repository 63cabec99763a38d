/** Held to what dbt's own `statically_parse_unrendered_config` answers. */
import { expect, test } from "vitest";
import { parseTemplate } from "../../jinja/index.ts";
import { firstConfigCall } from "./unrendered-config.ts";

const answers: [string, Record<string, string>][] = [
  [
    "config(a='x', b=1, c=1.5, d=none, e=true)",
    {
      a: "x",
      b: "1",
      c: "1.5",
      d: "None",
      e: "True",
    },
  ],
  [
    "config(a=['x', y, (1,), (1, 2), ()], b={'k': v, 2: []})",
    {
      a: "['x', y, (1,), (1, 2), ()]",
      b: "{'k': v, 2: []}",
    },
  ],
  [
    "config(a=var('x', 'y') ~ '_z', b=env_var('A').upper()[0], c=not x and y or z)",
    {
      a: "var('x', 'y') ~ '_z'",
      b: "env_var('A').upper()[0]",
      c: "not x and y or z",
    },
  ],
  [
    "config(a=x == 1 != y, b=1 < x <= 2, c=x in ['a'], d=x not in ('a', 'b'), e=-x, f=+x)",
    {
      a: "x == 1 != y",
      b: "1 < x <= 2",
      c: "x in ['a']",
      d: "x not in ('a', 'b')",
      e: "-x",
      f: "Pos(node=Name(name='x', ctx='load'))",
    },
  ],
  [
    "config(a=1 + 2 * x - 3 / 4 // 5 % 6 ** 7)",
    {
      a: "Sub(left=Add(left=Const(value=1), right=Mul(left=Const(value=2), right=Name(name='x', ctx='load'))), right=Mod(left=FloorDiv(left=Div(left=Const(value=3), right=Const(value=4)), right=Const(value=5)), right=Pow(left=Const(value=6), right=Const(value=7))))",
    },
  ],
  [
    "config(a=target.type if target.name == 'dev' else 'b', b='x' if y)",
    {
      a: "CondExpr(test=Compare(expr=Getattr(node=Name(name='target', ctx='load'), attr='name', ctx='load'), ops=[Operand(op='eq', expr=Const(value='dev'))]), expr1=Getattr(node=Name(name='target', ctx='load'), attr='type', ctx='load'), expr2=Const(value='b'))",
      b: "CondExpr(test=Name(name='y', ctx='load'), expr1=Const(value='x'), expr2=None)",
    },
  ],
  [
    "config(a=x | upper | replace('a', b='c'), b=x is defined, c=x is not divisibleby 3, d=x is in [1])",
    {
      a: "Filter(node=Filter(node=Name(name='x', ctx='load'), name='upper', args=[], kwargs=[], dyn_args=None, dyn_kwargs=None), name='replace', args=[Const(value='a')], kwargs=[Keyword(key='b', value=Const(value='c'))], dyn_args=None, dyn_kwargs=None)",
      b: "Test(node=Name(name='x', ctx='load'), name='defined', args=[], kwargs=[], dyn_args=None, dyn_kwargs=None)",
      c: "not Test(node=Name(name='x', ctx='load'), name='divisibleby', args=[Const(value=3)], kwargs=[], dyn_args=None, dyn_kwargs=None)",
      d: "Test(node=Name(name='x', ctx='load'), name='in', args=[List(items=[Const(value=1)])], kwargs=[], dyn_args=None, dyn_kwargs=None)",
    },
  ],
  [
    "config(a=x[1:2], b=x[::2], c=x.0, d=x['k'])",
    {
      a: "x[Slice(start=Const(value=1), stop=Const(value=2), step=None)]",
      b: "x[Slice(start=None, stop=None, step=Const(value=2))]",
      c: "x[0]",
      d: "x['k']",
    },
  ],
  [
    'config(a=f(*args, **kwargs) | g, b=f(1, k=2, *more), c="it\'s", d=["it\'s"])',
    {
      a: "Filter(node=Call(node=Name(name='f', ctx='load'), args=[], kwargs=[], dyn_args=Name(name='args', ctx='load'), dyn_kwargs=Name(name='kwargs', ctx='load')), name='g', args=[], kwargs=[], dyn_args=None, dyn_kwargs=None)",
      b: "f(1, k=2, *more)",
      c: "it's",
      d: '["it\'s"]',
    },
  ],
  [
    "config(a='a' 'b', b=((1, 2)), c=1_000, d=1e3)",
    {
      a: "ab",
      b: "(1, 2)",
      c: "1000",
      d: "1000.0",
    },
  ],
];

test.each(answers)("%s", (call, written) => {
  expect(firstConfigCall(parseTemplate(`{{ ${call} }}`, "model.sql"))).toEqual(written);
});

test("only the first call counts, and a template without one has none", () => {
  const template = parseTemplate("{{ config(a=1) }}{{ config(b=2) }}", "model.sql");
  expect(firstConfigCall(template)).toEqual({ a: "1" });
  expect(firstConfigCall(parseTemplate("select 1", "model.sql"))).toBeNull();
});
