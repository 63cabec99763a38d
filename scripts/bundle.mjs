/**
 * Joins the modules that the program loads into one file, because opening hundreds of small ones costs more than running
 * most commands, and because the engine keeps compiled code by file. Works on what tsc wrote to dist/.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { rolldown } from "rolldown";

/** Dependencies that most commands need; all others are loaded when they are used. */
const joined = ["commander", "js-yaml", "zod"];

/**
 * Writes what the program needs to begin to dist/cli/main.cjs, for which Node does not have to wake its loader of ES
 * modules, and all the rest to dist/cli/program.cjs: a function of (exports, require, place), where place stands for
 * `import.meta.url` of main.cjs. dist/cli/main.js becomes another name of the former.
 * @param dist The folder that tsc wrote to.
 */
export async function bundle(dist) {
  const cli = join(dist, "cli");
  const packages = new Set();
  // Code that the engine kept no longer knows how to import, only how to require.
  const body = await joinModules(join(cli, "process.js"), false, {
    external: (id) => !isOurs(id, dist) && !joined.some((name) => isOf(name, id)),
    plugins: [keepPlaces(cli, "bundlePlace"), laterProcesses, notePackages(packages)],
  });
  writeFileSync(join(cli, "program.cjs"), asFunction(loadLater(body)));
  writeFileSync(join(cli, "program.licenses.txt"), licensesOf([...packages].sort()));
  const start = join(cli, "main.js");
  const main = await joinModules(start, true, {
    external: (id) => !isOurs(id, dist) || id.endsWith("/process.js"),
    plugins: [keepPlaces(cli, 'require("node:url").pathToFileURL(__filename).href')],
  });
  writeFileSync(join(cli, "main.cjs"), main);
  writeFileSync(start, '#!/usr/bin/env node\nimport "./main.cjs";\n');
}

async function joinModules(input, dynamicImportInCjs, options) {
  const build = await rolldown({ input, platform: "node", treeshake: false, ...options }); // keeps the modules' order
  const { output } = await build.generate({
    format: "cjs",
    codeSplitting: false,
    dynamicImportInCjs,
  });
  await build.close();
  return output[0].code;
}

const isOurs = (id, dist) => id.startsWith(".") || id.startsWith(dist);
const isOf = (name, id) =>
  id === name || id.startsWith(`${name}/`) || id.includes(`${sep}node_modules${sep}${name}${sep}`);

/** What every command needs, or what costs nothing. */
const loadedAtOnce = [
  "buffer",
  "crypto",
  "events",
  "fs",
  "module",
  "os",
  "path",
  "path/posix",
  "url",
];

/**
 * In one file all imports of what lies outside come first, also those of modules that most commands never load. Here they
 * become objects that load what they stand for when something is taken from it.
 */
function loadLater(body) {
  const declared = /^let (\w+) = require\("([^"]+)"\);\n(?:(\1 = __toESM\(\1(?:, 1)?\));\n)?/gm;
  const later = (whole, name, id, converted) => {
    if (loadedAtOnce.includes(id.replace(/^node:/, ""))) return whole;
    const load = converted
      ? converted.replace(`${name} = __toESM(${name}`, `__toESM(require("${id}")`)
      : `require("${id}")`;
    return `const ${name} = __later(() => ${load});\n`;
  };
  const helper =
    "const __later = (load) => { let found; return new Proxy({}, { get: (_, key) => (found ??= load())[key] }); };\n";
  return helper + body.replace(declared, later);
}

/** In ASCII, so that it can be read without decoding; its hash comes first. */
function asFunction(body) {
  const ascii = body.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  const hash = createHash("sha256").update(ascii).digest("hex");
  return `// ${hash}\n(function (exports, require, bundlePlace) {\n${ascii}\n})`;
}

/** Modules look for files beside themselves, but the bundle lies in `folder`. */
const keepPlaces = (folder, base) => ({
  name: "keep-places",
  transform(code, id) {
    if (!code.includes("import.meta.url")) return undefined;
    const from = relative(folder, id).split(sep).join("/");
    return {
      code: code.replaceAll("import.meta.url", `new URL("${from}", ${base}).href`),
      map: null,
    };
  },
});

/** commander can hand over to other programs, which this one never asks for; what it would need takes long to load. */
const laterProcesses = {
  name: "later-processes",
  transform(code, id) {
    if (!isOf("commander", id)) return undefined;
    const eager = /const childProcess = require\(['"]node:child_process['"]\)(?:\.\w+)?;?/;
    return {
      code: code.replace(
        eager,
        'const childProcess = { get spawn() { return require("node:child_process").spawn; } };',
      ),
      map: null,
    };
  },
};

const notePackages = (packages) => ({
  name: "note-packages",
  transform(_, id) {
    const folder = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0];
    if (folder !== undefined) packages.add(folder);
  },
});

/** What the authors of the joined packages ask to be kept with their code. */
function licensesOf(folders) {
  const texts = folders.map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined || !existsSync(join(folder, file)))
      throw new Error(`${name} has no license file, so it cannot be bundled`);
    return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  });
  return `program.cjs contains these packages.\n\n${texts.join(`\n${"-".repeat(80)}\n\n`)}`;
}
