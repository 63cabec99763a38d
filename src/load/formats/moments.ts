/** Dates and times of formats that count them, as text in ISO 8601 without a zone. */

const day = 86_400_000_000_000n;

/** @param days since 1970-01-01 */
export const dayText = (days: bigint): string => dateText(Number(days));

/** @param nanos since 1970-01-01 00:00 */
export function momentText(nanos: bigint): string {
  const within = ((nanos % day) + day) % day;
  return `${dateText(Number((nanos - within) / day))}T${clockText(within)}`;
}

/** @param nanos since midnight */
export function clockText(nanos: bigint): string {
  const seconds = Number(nanos / 1_000_000_000n);
  const parts = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(two).join(":");
  const fraction = String(nanos % 1_000_000_000n).padStart(9, "0");
  return `${parts}${shortFraction(fraction)}`;
}

const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");

/** Six digits, or nine where the last three say something. */
function shortFraction(nine: string): string {
  if (nine === "000000000") return "";
  return `.${nine.endsWith("000") ? nine.slice(0, 6) : nine}`;
}

/** Postgres has years from 4713 BC to 294276: beyond what a JavaScript date knows the count itself is given. */
function dateText(days: number): string {
  const date = new Date(days * 86_400_000);
  return Number.isNaN(date.getTime()) ? String(days) : date.toISOString().split("T")[0]!;
}
