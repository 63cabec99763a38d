/** Tunes the engine for commands, which are over before most optimized code would pay for being made. */

interface Flags {
  readonly ours: readonly string[];
  /** What the engine has without them, where saying so makes it forget that they were ever set. */
  readonly usual: readonly string[];
}

/**
 * Lets functions run many times as long before they are optimized, which takes a third off the parsing of a thousand
 * models and nothing from that of ten thousand, and collects young garbage on the main thread: waking others costs more
 * than they save. The flags have other names in other versions, and the engine complains about those that it does not
 * know, so that only versions get any in which they have been tried.
 * @param version Node's, such as `20.19.0`
 */
export function flagsFor(version: string): Flags {
  const major = Number.parseInt(version, 10);
  if (major === 20)
    return {
      ours: ["--interrupt-budget=1000000", "--no-parallel-scavenge"],
      usual: ["--interrupt-budget=67584", "--parallel-scavenge"],
    };
  return major >= 22 && major <= 24
    ? {
        ours: [
          "--invocation-count-for-maglev=2000",
          "--invocation-count-for-turbofan=45000",
          "--no-parallel-scavenge",
        ],
        usual: [],
      }
    : { ours: [], usual: [] };
}

/** The engine's flags, as long as this process lives. */
export interface Tuning {
  /**
   * Loads what may load modules of Node's. Those come compiled, for the engine's usual flags alone: under others they
   * would be compiled anew, which takes twice as long.
   */
  readonly atUsualFlags: <T>(load: () => T) => T;
}

/** Sets the flags of this process. */
export function optimizeLater(): Tuning {
  // Every call writes to it, and Node loads its streams when it is first asked for: while it has them compiled.
  void process.stdout;
  const { ours, usual } = flagsFor(process.versions.node);
  set(ours);
  if (usual.length === 0) return { atUsualFlags: (load) => load() };
  return {
    atUsualFlags(load) {
      set(usual);
      try {
        return load();
      } finally {
        set(ours);
      }
    },
  };
}

function set(flags: readonly string[]): void {
  if (flags.length === 0) return;
  const { setFlagsFromString } = process.getBuiltinModule("node:v8");
  for (const flag of flags) setFlagsFromString(flag);
}
