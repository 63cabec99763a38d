/**
 * The floor of a first parse: what it cannot do without, and nothing else. Every file is looked at, read and hashed, YAML
 * is read by js-yaml, and as many nodes as the manifest has are written as JSON; no template is read and no node made.
 *
 *   node bench/floor-parse.mjs <project>
 *
 * The project holds `floor.json`: a node of each type of its manifest, and how many there are.
 */
import { createHash } from "node:crypto";
import { closeSync, openSync, readdirSync, readFileSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";

function* filesBelow(dir) {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (statSync(path).isFile()) yield path;
  }
}

const project = process.argv[2];
for (const folder of ["models", "macros"]) {
  for (const path of filesBelow(join(project, folder))) {
    const text = readFileSync(path, "utf8");
    createHash("sha256").update(text).digest("hex");
    if (path.endsWith(".yml")) load(text);
  }
}
const file = openSync(join(project, "floor.out"), "w");
const buffer = Buffer.allocUnsafe(1 << 20);
let used = 0;
for (const { node, count } of Object.values(
  JSON.parse(readFileSync(join(project, "floor.json"), "utf8")),
)) {
  for (let index = 0; index < count; index++) {
    const text = JSON.stringify(node);
    if (text.length * 3 > buffer.length - used) {
      writeSync(file, buffer, 0, used);
      used = 0;
    }
    used += buffer.write(text, used);
  }
}
writeSync(file, buffer, 0, used);
closeSync(file);
