/** How `config.key:value` compares: Python's equality on configs, with a little help for booleans and severities. */
import type { NodeConfig } from "../core/node-config.ts";

type Scalar = string | number | boolean | null;

/**
 * @param keys the way down: `["meta", "owner"]`
 * @param value text from the command line, or any scalar from selectors.yml
 */
export function configTest(
  keys: readonly string[],
  value: Scalar,
): (config: NodeConfig) => boolean {
  const sameCase = keys.length !== 1 || keys[0] !== "severity";
  const word = String(value).toUpperCase();
  const equals = (found: unknown): boolean => {
    if (found === true) return word === "TRUE";
    if (found === false) return word === "FALSE";
    if (found === value) return true;
    return !sameCase && typeof found === "string" && found.toUpperCase() === word;
  };
  return (config) => {
    const found = descend(config, keys);
    return Array.isArray(found) ? found.some(equals) : found !== undefined && equals(found);
  };
}

function descend(config: unknown, keys: readonly string[]): unknown {
  let found = config;
  for (const key of keys) {
    if (typeof found !== "object" || found === null || Array.isArray(found)) return undefined;
    // Configs have `pre-hook` and `post-hook` as keys; selectors call them by dbt's attribute names.
    const name = Object.hasOwn(found, key) ? key : key.replace(/^(pre|post)_hook$/, "$1-hook");
    found = Object.hasOwn(found, name) ? Reflect.get(found, name) : undefined;
  }
  return found;
}
