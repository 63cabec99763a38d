/**
 * Joins the modules that the program loads into a few files, because opening hundreds of small ones costs more than running
 * most commands, and because the engine keeps compiled code by file. Works on what tsc wrote to dist/.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { rolldown } from "rolldown";
import { chunkGroups, loadedWhenUsed } from "./chunks.mjs";

/** The drivers of databases, pg with the packages that it consists of. */
const drivers = ["@duckdb/node-api", "pg", "pg-connection-string", "pg-pool", "pg-protocol"];
const pgTypes = ["pg-types", "pg-int8", "postgres-array", "postgres-bytea", "postgres-date"];
const pgRest = ["postgres-interval", "xtend", "pgpass", "split2"];
/** Dependencies that most commands need; all others are loaded when they are used. */
const joined = ["commander", "js-yaml", "zod", ...drivers, ...pgTypes, ...pgRest];

/**
 * Writes what the program needs to begin to dist/cli/main.cjs, for which Node does not have to wake its loader of ES
 * modules, and all the rest, in chunks, to dist/cli/program/. Each chunk is a function of (exports, require, place), where
 * place stands for `import.meta.url` of main.cjs. dist/cli/main.js becomes another name of main.cjs.
 * @param dist The folder that tsc wrote to.
 */
export async function bundle(dist) {
  const cli = join(dist, "cli");
  const program = join(cli, "program");
  mkdirSync(program);
  const packages = new Set();
  const chunks = await joinModules(join(cli, "process.js"), {
    external: (id) => !isOurs(id, dist) && !joined.some((name) => isOf(name, id)),
    plugins: [joinRequired, keepPlaces(cli, "bundlePlace"), laterProcesses, notePackages(packages)],
    // What a chunk gives to others is added to what it gives anyway.
    preserveEntrySignatures: "allow-extension",
    checks: { ineffectiveDynamicImport: false },
    output: {
      // Code that the engine kept no longer knows how to import, only how to require.
      dynamicImportInCjs: false,
      codeSplitting: { includeDependenciesRecursively: false, groups: chunkGroups },
      entryFileNames: "start.cjs",
      chunkFileNames: "[name].cjs",
    },
  });
  for (const { fileName, code } of loadedWhenUsed(chunks))
    writeFileSync(join(program, fileName), asFunction(code));
  writeFileSync(join(program, "licenses.txt"), licensesOf([...packages].sort()));
  const start = join(cli, "main.js");
  const [main] = await joinModules(start, {
    external: (id) => !isOurs(id, dist) || id.endsWith("/process.js"),
    plugins: [keepPlaces(cli, 'require("node:url").pathToFileURL(__filename).href', "__dirname")],
    output: { codeSplitting: false },
  });
  writeFileSync(join(cli, "main.cjs"), main.code);
  writeFileSync(start, '#!/usr/bin/env node\nimport "./main.cjs";\n');
}

async function joinModules(input, { output: how, ...options }) {
  const build = await rolldown({ input, platform: "node", treeshake: false, ...options }); // keeps the modules' order
  const { output } = await build.generate({ format: "cjs", comments: withoutComments, ...how });
  await build.close();
  return output;
}

/** They would have to be read with the code at every start. Licenses lie in a file of their own. */
const withoutComments = { legal: false, annotation: false, jsdoc: false };

const isOurs = (id, dist) => id.startsWith(".") || id.startsWith(dist);
const isOf = (name, id) =>
  id === name || id.startsWith(`${name}/`) || id.includes(`${sep}node_modules${sep}${name}${sep}`);

/** In ASCII, so that it can be read without decoding; its hash comes first. */
function asFunction(body) {
  const ascii = body.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  const hash = createHash("sha256").update(ascii).digest("hex");
  return `// ${hash}\n(function (exports, require, bundlePlace) {\n${ascii}\n})`;
}

/** Modules look for files beside themselves, but the bundle lies elsewhere; those of main.cjs lie in `folder` as it does. */
const keepPlaces = (folder, base, dirname) => ({
  name: "keep-places",
  transform(code, id) {
    if (!code.includes("import.meta.")) return undefined;
    const from = relative(folder, id).split(sep).join("/");
    return {
      code: code
        .replaceAll("import.meta.url", `new URL("${from}", ${base}).href`)
        .replaceAll("import.meta.dirname", dirname),
      map: null,
    };
  },
});

/** A package that a module of ours requires is joined like those that it imports. */
const joinRequired = {
  name: "join-required",
  transform(code, id) {
    if (id.includes("node_modules")) return undefined;
    const required = /createRequire\(import\.meta\.url\)\("([^"]+)"\)/g;
    return {
      code: code.replace(required, (text, name) =>
        joined.includes(name) ? `require("${name}")` : text,
      ),
      map: null,
    };
  },
};

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
    const text = licenseIn(folder)?.trim();
    if (!text) throw new Error(`${name} has no license text, so it cannot be bundled`);
    return `${name} ${version}\n\n${text}\n`;
  });
  return `The files in this folder contain these packages.\n\n${texts.join(`\n${"-".repeat(80)}\n\n`)}`;
}

/** The text in a package's license file, or else in the last section of its README. */
function licenseIn(folder) {
  const read = (pattern) => {
    const file = readdirSync(folder).find((entry) => pattern.test(entry));
    return file === undefined ? undefined : readFileSync(join(folder, file), "utf8");
  };
  return read(/^licen[cs]e/i) ?? /^#+ licen[cs]e$(.*)/ims.exec(read(/^readme/i) ?? "")?.[1];
}
