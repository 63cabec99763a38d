import { expect, test } from "vitest";
import { lookupVar, type VarSources, visibleVars } from "./vars.ts";

const root = {
  name: "shop",
  vars: { a: "root", b: "root", c: "root", lib: { b: "root for lib" } },
};
const owner = { name: "lib", vars: { a: "lib", b: "lib", d: "lib", lib: { e: "lib's own" } } };
const sources: VarSources = { cliVars: { a: "cli" }, root, owner };

test("--vars beats the root project, which beats the package", () => {
  expect(lookupVar("a", sources)).toBe("cli");
  expect(lookupVar("b", sources)).toBe("root for lib");
  expect(lookupVar("c", sources)).toBe("root");
  expect(lookupVar("d", sources)).toBe("lib");
  expect(lookupVar("e", sources)).toBe("lib's own");
  expect(lookupVar("f", sources)).toBeUndefined();
});

test("a project's own section beats its general one", () => {
  const project = { name: "shop", vars: { a: 1, shop: { a: 2 } } };
  expect(lookupVar("a", { cliVars: {}, root: project })).toBe(2);
});

test("a variable that is set to none is set", () => {
  expect(lookupVar("a", { cliVars: { a: null } })).toBeNull();
});

test("all visible variables are those that lookups find", () => {
  for (const [name, value] of Object.entries(visibleVars(sources))) {
    expect(lookupVar(name, sources)).toEqual(value);
  }
});
