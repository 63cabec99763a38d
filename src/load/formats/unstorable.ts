/** Values that parse and that a database cannot hold, and objects too deep to be worked with. */
import type { FieldValue } from "../value-decoder.ts";

/** How deep objects and lists may lie in each other. */
export const maxDepth = 64;

/** True when objects and lists lie deeper in each other than that. */
export function isDeeperThan(value: FieldValue, depth: number): boolean {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return false;
  if (depth === 0) return true;
  // Not Object.values: this runs for every record.
  for (const name in value) {
    const inner = (value as Record<string, FieldValue>)[name];
    if (typeof inner === "object" && inner !== null && isDeeperThan(inner, depth - 1)) return true;
  }
  return false;
}

/** Why some text in the value is none that can be stored: a NUL character (Postgres) or half a surrogate pair (UTF-8). */
export function unstorableText(value: FieldValue): string | undefined {
  if (typeof value === "string") {
    if (value.includes("\u0000")) return "a text holds the character U+0000";
    return /\p{Surrogate}/u.test(value) ? "a text holds half of a surrogate pair" : undefined;
  }
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const bad = unstorableText(name) ?? unstorableText(inner);
    if (bad !== undefined) return bad;
  }
  return undefined;
}
