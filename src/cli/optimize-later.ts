/** Tunes the engine for commands, which are over before most optimized code would pay for being made. */

/** Where the flags are known to exist: the engine complains about flags that it does not know. */
const known = { from: 20, to: 24 };

/**
 * Lets functions run many times as long before they are optimized, which takes a third off the parsing of a thousand
 * models and nothing from that of ten thousand, and collects young garbage on the main thread: waking others costs more
 * than they save.
 */
export function optimizeLater(version: string = process.versions.node): void {
  const major = Number.parseInt(version, 10);
  if (major < known.from || major > known.to) return;
  const v8 = process.getBuiltinModule("node:v8");
  v8.setFlagsFromString("--interrupt-budget=1000000");
  v8.setFlagsFromString("--no-parallel-scavenge");
}
