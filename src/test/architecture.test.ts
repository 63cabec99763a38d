/** The house keeps its shape: imports point down, and each layer keeps to itself what is its own. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const src = fileURLToPath(new URL("../", import.meta.url));

/** From the ground up: a folder may import itself and the rows below its own; those of one row not each other. */
const layers = [
  ["core"],
  ["jinja", "graph", "adapters"],
  ["project"],
  ["execute", "load", "docs"],
  ["commands"],
  ["cli"],
];

test("imports only point down", () => {
  expect(upwardImports(src)).toEqual([]);
});

test("jinja imports nothing of ours, so that it could be published alone", () => {
  expect(
    importsOf(join(src, "jinja")).filter(({ to }) => !isWithin(to, join(src, "jinja"))),
  ).toEqual([]);
});

test("others come to jinja by its front door only", () => {
  const jinja = join(src, "jinja");
  const inside = importsOf(src).filter(
    ({ from, to }) =>
      isWithin(to, jinja) && !isWithin(from, jinja) && to !== join(jinja, "index.ts"),
  );
  expect(inside.map(({ from }) => relative(src, from))).toEqual([]);
});

test("core imports nothing but itself", () => {
  const outside = sourceFiles(join(src, "core")).filter((file) =>
    [...readFileSync(file, "utf8").matchAll(/from "([^"]+)"/g)].some(
      ([, path]) => !isWithin(resolve(dirname(file), path ?? ""), join(src, "core")),
    ),
  );
  expect(outside).toEqual([]);
});

test("only the command line touches the process and the console", () => {
  const offenders = sourceFiles(src)
    .filter((file) => relative(src, file).split(sep)[0] !== "cli")
    .filter((file) => /\bprocess\.|from "node:process"|\bconsole\./.test(withoutComments(file)));
  expect(offenders.map((file) => relative(src, file))).toEqual([]);
});

test("every file says in its first lines what it is for", () => {
  const silent = sourceFiles(src).filter(
    (file) => !/^(#!.*\n)?\/\*\*/.test(readFileSync(file, "utf8")),
  );
  expect(silent.map((file) => relative(src, file))).toEqual([]);
});

test("an import that points up is found", () => {
  const planted = mkdtempSync(join(tmpdir(), "architecture-"));
  try {
    for (const folder of ["core", "graph", "jinja"]) mkdirSync(join(planted, folder));
    writeFileSync(join(planted, "core", "a.ts"), `import { b } from "../graph/b.ts";\n`);
    writeFileSync(join(planted, "graph", "b.ts"), `export type { C } from "../jinja/c.ts";\n`);
    writeFileSync(join(planted, "jinja", "c.ts"), `const a = await import("../core/a.ts");\n`);
    expect(upwardImports(planted)).toEqual([
      "core/a.ts imports graph/b.ts",
      "graph/b.ts imports jinja/c.ts",
    ]);
  } finally {
    rmSync(planted, { recursive: true });
  }
});

function upwardImports(root: string): string[] {
  const folderOf = (file: string) => relative(root, file).split(sep)[0] ?? "";
  const heightOf = (folder: string) => layers.findIndex((row) => row.includes(folder));
  return importsOf(root)
    .filter(({ from }) => heightOf(folderOf(from)) >= 0)
    .filter(({ from, to }) => {
      const [lower, upper] = [folderOf(to), folderOf(from)];
      return lower !== upper && heightOf(upper) <= heightOf(lower);
    })
    .map(({ from, to }) => `${relative(root, from)} imports ${relative(root, to)}`)
    .map((line) => line.replaceAll("\\", "/"));
}

interface Import {
  readonly from: string;
  readonly to: string;
}

function importsOf(root: string): Import[] {
  const relativeImport = /(?:from|import\()\s*"(\.[^"]+)"/g;
  return sourceFiles(root).flatMap((from) =>
    [...readFileSync(from, "utf8").matchAll(relativeImport)].map(([, path]) => ({
      from,
      to: resolve(dirname(from), path ?? ""),
    })),
  );
}

/** TypeScript that is part of the program: no tests, nothing of src/test. */
function sourceFiles(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !/\.(test|faults|d)\.ts$|\.test\./.test(path))
    .filter((path) => !path.startsWith(`test${sep}`))
    .map((path) => join(root, path))
    .sort();
}

const withoutComments = (file: string): string =>
  readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, "");

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(`${folder}${sep}`);
