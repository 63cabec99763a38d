/** Brings a fresh clone to a built state: installs what the lock file names, compiles what changed. Node built-ins only. */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a program in the repository's root and ends this process with its exit code if it fails. */
export function run(command, args, options = {}) {
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
    ...options,
  });
  if (done.status !== 0) process.exit(done.status ?? 1);
}

/** The path of a tool that a dependency installs. */
export const bin = (name) => join(root, "node_modules", ".bin", name);

/** Installs the locked dependencies unless the installed tree was made from this very lock file. */
export function install() {
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");
  const stamp = join(root, "node_modules", ".tsdbt-lock");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
  writeFileSync(stamp, lock);
}

/** Compiles src/ to dist/, copies the macros and bundles the program, unless dist/ is newer than every source. */
export async function build() {
  const newest = Math.max(
    ...["src", "scripts", "tsconfig.json", "package.json"].map((path) =>
      lastChange(join(root, path)),
    ),
  );
  const stamp = join(root, "dist", ".built");
  if (existsSync(stamp) && statSync(stamp).mtimeMs > newest) return;
  rmSync(join(root, "dist"), { recursive: true, force: true });
  run(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc")]);
  copyAssets(join(root, "src"), join(root, "dist"));
  const { bundle } = await import("./bundle.mjs"); // needs what install() brings
  await bundle(join(root, "dist"));
  writeFileSync(stamp, "");
}

function lastChange(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => lastChange(join(path, name))));
}

/** Everything under src/ that is not TypeScript and not a test's data: macros, templates, style sheets. */
function copyAssets(from, to) {
  for (const entry of readdirSync(from, { withFileTypes: true, recursive: true })) {
    const file = join(entry.parentPath ?? entry.path, entry.name);
    const path = relative(from, file);
    if (!entry.isFile() || /\.(ts|md)$/.test(entry.name) || /(^|[\\/])test[\\/]/.test(path))
      continue;
    mkdirSync(dirname(join(to, path)), { recursive: true });
    cpSync(file, join(to, path));
  }
}
