/** Tells what JSON gives back as it was given. Pure. */

/** True when JSON gives the data back as it is: no dates, no whole floats, no big integers. */
export function survivesJson(value: unknown): boolean {
  if (typeof value === "bigint" || value === undefined) return false;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) {
    for (const item of value) if (!survivesJson(item)) return false;
    return true;
  }
  if ("toJSON" in value) return false;
  for (const key of Object.keys(value)) {
    if (!survivesJson((value as Record<string, unknown>)[key])) return false;
  }
  return true;
}
