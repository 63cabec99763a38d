/** Tells what JSON gives back as it was given. Pure; counts its steps itself, as it looks at every value of a project. */

/** True when JSON gives the data back as it is: no dates, no whole floats, no big integers. */
export function survivesJson(value: unknown): boolean {
  if (typeof value === "bigint" || value === undefined) return false;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) if (!survivesJson(value[at])) return false;
    return true;
  }
  if ("toJSON" in value) return false;
  const keys = Object.keys(value);
  for (let at = 0; at < keys.length; at++)
    if (!survivesJson((value as Record<string, unknown>)[keys[at] as string])) return false;
  return true;
}
