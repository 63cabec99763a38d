/** The text of artifacts: JSON with Python's times, big integers in full, and no secret in it. */

/** A moment as dbt's artifacts write it: `2026-01-31T23:59:59.123456Z`. */
export function artifactTime(milliseconds: number): string {
  const whole = Math.floor(milliseconds);
  const micros = Math.floor((milliseconds - whole) * 1000);
  return `${new Date(whole).toISOString().slice(0, -1)}${String(micros).padStart(3, "0")}Z`;
}

/** JSON without white space. Every secret is replaced by asterisks, wherever it stands. */
export function artifactText(value: unknown, secrets: readonly string[]): string {
  return scrub(stringify(value), secrets);
}

function stringify(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    // JSON has no limit on integers, JavaScript's writer does.
    const marked = JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === "bigint" ? `\u0000bigint:${inner}` : inner,
    );
    return marked.replace(markedIntegers, "$1");
  }
}

/** The mark as JSON writes it; text that looks like it would have to begin with a zero byte. */
const markedIntegers = /"\\u0000bigint:(-?\d+)"/g;

function scrub(text: string, secrets: readonly string[]): string {
  let scrubbed = text;
  for (const secret of secrets) {
    if (secret.trim() === "") continue;
    scrubbed = scrubbed.replaceAll(JSON.stringify(secret).slice(1, -1), "*****");
  }
  return scrubbed;
}
