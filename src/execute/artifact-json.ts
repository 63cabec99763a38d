/** What artifacts have in common beside their JSON: Python's times, and no secret in the text. */

/** A moment as dbt's artifacts write it: `2026-01-31T23:59:59.123456Z`. */
export function artifactTime(milliseconds: number): string {
  const whole = Math.floor(milliseconds);
  const micros = Math.floor((milliseconds - whole) * 1000);
  return `${new Date(whole).toISOString().slice(0, -1)}${String(micros).padStart(3, "0")}Z`;
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
