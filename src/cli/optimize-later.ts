/** Tunes the engine for commands, which are over before most optimized code would pay for being made. */

/**
 * Lets functions run many times as long before they are optimized, which takes a third off the parsing of a thousand
 * models and nothing from that of ten thousand, and collects young garbage on the main thread: waking others costs more
 * than they save. The flags have other names in other versions, and the engine complains about those that it does not
 * know, so that only versions get any in which they have been tried.
 * @param version Node's, such as `20.19.0`
 */
export function flagsFor(version: string): readonly string[] {
  const major = Number.parseInt(version, 10);
  if (major === 20) return ["--interrupt-budget=1000000", "--no-parallel-scavenge"];
  return major >= 22 && major <= 24
    ? [
        "--invocation-count-for-maglev=2000",
        "--invocation-count-for-turbofan=45000",
        "--no-parallel-scavenge",
      ]
    : [];
}

/** Sets the flags of this process. */
export function optimizeLater(): void {
  const flags = flagsFor(process.versions.node);
  if (flags.length === 0) return;
  const { setFlagsFromString } = process.getBuiltinModule("node:v8");
  for (const flag of flags) setFlagsFromString(flag);
}
