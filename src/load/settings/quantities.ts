/** Durations and sizes as people write them in settings: `48h`, `16 MB`. */
import { z } from "zod";

const millisecondsOf = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const bytesOf = { b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 } as const;

/** A duration in milliseconds, written with its unit. */
export const duration = z
  .string("write a duration with its unit, such as 500ms, 20s, 5m, 48h or 90d")
  .regex(/^\d+(?:\.\d+)? ?(?:ms|s|m|h|d)$/, "write a duration such as 500ms, 20s, 5m, 48h or 90d")
  .transform((text) => quantity(text, millisecondsOf));

/** A size in bytes; with a unit, or a bare number of bytes. */
export const size = z.union(
  [
    z.number().int().positive(),
    z
      .string()
      .regex(/^\d+(?:\.\d+)? ?(?:B|KB|MB|GB)$/i)
      .transform((text) => quantity(text.toLowerCase(), bytesOf)),
  ],
  "write a size such as 512 KB or 16 MB",
);

function quantity(text: string, units: Readonly<Record<string, number>>): number {
  const [, amount = "", unit = ""] = /^([\d.]+) ?(\w+)$/.exec(text) ?? [];
  return Math.round(Number(amount) * (units[unit] ?? 1));
}
