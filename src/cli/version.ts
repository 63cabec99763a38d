/** The versions that `--version` tells. Imports nothing that takes time. */
import { readFileSync } from "node:fs";

/** The dbt whose projects, flags and artifacts this program understands. */
export const dbtVersion = "1.12.6";

/** This program's own version, as its package says. */
export function ownVersion(): string {
  const file = new URL("../../package.json", import.meta.url);
  const found = /"version":\s*"([^"]+)"/.exec(readFileSync(file, "utf8"));
  return found?.[1] ?? "unknown";
}

/** Tools that drive dbt take the first x.y.z for the dbt version whose log events and artifacts they will get. */
export const versionText = (): string =>
  `Core: ${dbtVersion} (the dbt version that tsdbt is compatible with)\ntsdbt: ${ownVersion()}\n`;
