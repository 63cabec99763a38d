// Derives the sync form of the Jinja evaluator from the suspending one: the same code without its generators.
// Run it after every change in src/jinja/evaluate/suspending; a test fails when the two have drifted apart.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const directory = `${root}src/jinja/evaluate`;

/** The names of the files that exist in both forms and are derived. */
export const derivedFiles = readdirSync(`${directory}/suspending`).filter(
  (name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && name !== "suspension.ts",
);

/** The sync form of a file, formatted. */
export function syncForm(name) {
  const source = readFileSync(`${directory}/suspending/${name}`, "utf8");
  const text = source
    .split("\n")
    .filter((line) => !line.trimEnd().endsWith("// suspending only"))
    .join("\n")
    .replaceAll("function* ", "function ")
    .replaceAll("yield* ", "")
    .replace(
      /^\/\*\*.*?\*\/\n/s,
      (header) =>
        `${header}// Derived from ../suspending/${name} by scripts/derive-sync-jinja.mjs: do not edit.\n`,
    )
    .replace(/ The source of both forms:[^*]*\*\//, " The sync form. */");
  return execFileSync(
    `${root}node_modules/.bin/biome`,
    ["check", "--write", `--stdin-file-path=src/jinja/evaluate/sync/${name}`],
    { cwd: root, input: text, encoding: "utf8" },
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of derivedFiles) writeFileSync(`${directory}/sync/${name}`, syncForm(name));
}
