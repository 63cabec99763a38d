/** Writes docs/errors.md from the catalogue in src/core/problems; with `--check` says whether the file is current. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const catalogue = join(root, "src", "core", "problems");
const target = join(root, "docs", "errors.md");

/** Each problem of a file: its code, what it says, what it means and what causes it. */
function problemsIn(text) {
  const functions =
    /(\/\*\*(?:(?!\*\/)[\s\S])*?\*\/)\s*export (?:const|function) (\w+)([\s\S]*?)(?=\n\/\*\*|\nexport |$(?![\s\S]))/g;
  return [...text.matchAll(functions)].flatMap(([, comment, name, body]) => {
    const [, code, rest] = /"([A-Z][A-Z0-9_]+)",?\s*([\s\S]*)/.exec(body) ?? [];
    return code === undefined
      ? []
      : [{ code, name, ...readComment(comment), message: readMessage(rest) }];
  });
}

function readComment(comment) {
  const lines = comment
    .replace(/^\/\*\*\s?|\s*\*\/$/g, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, ""));
  const [before = "", ...examples] = lines.join("\n").split(/^\s*@example[ \t]*\n?/m);
  const meaning = before
    .replace(/^@(param|returns|throws)[\s\S]*/m, "")
    .replaceAll("\n", " ")
    .trim();
  return {
    meaning,
    examples: examples.map((example) => example.replace(/^@(?!\w+\/)\w+ [\s\S]*/m, "").trim()),
  };
}

/** The message's text, its moving parts as `…`. */
function readMessage(text) {
  const [literal] = /^(?:`(?:[^`\\]|\\.)*`|"(?:[^"\\]|\\.)*")/.exec(text) ?? [];
  if (literal === undefined) return undefined;
  return withoutParts(literal.slice(1, -1))
    .replace(/\\(["`\\])/g, "$1")
    .split("\\n")[0];
}

/** Template parts may hold braces and templates of their own. */
function withoutParts(template) {
  let text = "";
  let depth = 0;
  for (let index = 0; index < template.length; index++) {
    if (template.startsWith("${", index)) {
      if (depth === 0) text += "…";
      depth += 1;
      index += 1;
    } else if (depth > 0 && template[index] === "{") depth += 1;
    else if (depth > 0 && template[index] === "}") depth -= 1;
    else if (depth === 0) text += template[index];
  }
  return text;
}

function document() {
  const lines = [
    "# Errors",
    "",
    "Every mistake that tsdbt can tell has a code that never changes. This page is made from the catalogue in",
    "`src/core/problems` by `node scripts/errors-doc.mjs`; a test fails when it is not current.",
  ];
  for (const file of readdirSync(catalogue)
    .filter((name) => /^[a-z-]+\.ts$/.test(name))
    .sort()) {
    const text = readFileSync(join(catalogue, file), "utf8");
    const problems = problemsIn(text).sort((a, b) => (a.code < b.code ? -1 : 1));
    if (problems.length === 0) continue;
    const about =
      /^\/\*\*\s*([\s\S]*?)\*\//
        .exec(text)?.[1]
        .replace(/\s*\n \* ?/g, " ")
        .trim() ?? "";
    lines.push("", `## ${file.slice(0, -3)}`, "", about);
    for (const { code, meaning, message, examples } of problems) {
      lines.push("", `### ${code}`, "", meaning);
      if (message !== undefined) lines.push("", `> ${message}`);
      for (const example of examples) lines.push("", "```", example, "```");
    }
  }
  return `${lines.join("\n")}\n`;
}

/** Codes that are used twice, and functions without a sentence or an example. */
function defects() {
  const seen = new Map();
  const found = [];
  for (const file of readdirSync(catalogue).filter((name) => /^[a-z-]+\.ts$/.test(name))) {
    for (const { code, name, meaning, examples } of problemsIn(
      readFileSync(join(catalogue, file), "utf8"),
    )) {
      const where = `${file}: ${name}`;
      if (seen.has(code)) found.push(`${where} has the code ${code} of ${seen.get(code)}`);
      seen.set(code, where);
      if (meaning === "") found.push(`${where} has no sentence on what it means`);
      if (examples.length === 0) found.push(`${where} has no @example`);
    }
  }
  return found;
}

const text = document();
if (process.argv.includes("--check")) {
  const problems = defects();
  if (readFileSync(target, "utf8") !== text) {
    problems.push("docs/errors.md is not current: run node scripts/errors-doc.mjs");
  }
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exitCode = problems.length > 0 ? 1 : 0;
} else writeFileSync(target, text);
