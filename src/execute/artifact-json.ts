/** What artifacts have in common beside their JSON: Python's times, and no secret in the text. */

/** The second that was written last, and its text up to the point: most moments of a run share it with the one before. */
let last = { second: Number.NaN, text: "" };

/** A moment as dbt's artifacts write it: `2026-01-31T23:59:59.123456Z`. */
export function artifactTime(milliseconds: number): string {
  const second = Math.floor(milliseconds / 1000);
  if (second !== last.second)
    last = { second, text: new Date(second * 1000).toISOString().slice(0, -4) };
  const whole = Math.floor(milliseconds);
  const micros = (whole - second * 1000) * 1000 + Math.floor((milliseconds - whole) * 1000);
  return `${last.text}${String(micros).padStart(6, "0")}Z`;
}

/** The text with every secret replaced by asterisks, wherever it stands. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let scrubbed = text;
  for (const secret of secrets) {
    if (secret.trim() === "") continue;
    scrubbed = scrubbed.replaceAll(JSON.stringify(secret).slice(1, -1), "*****");
  }
  return scrubbed;
}
