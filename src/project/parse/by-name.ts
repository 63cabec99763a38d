/** Things that are found by name and package. Nearly every name belongs to one package alone. */

export interface ByName<Entry> {
  /** Another one of that name and package takes the place of the first. */
  put(name: string, entry: Entry): void;
  /** Those of that name in any package, in the order in which they came. */
  all(name: string): readonly Entry[];
  /** The one of that package; all when it is null. */
  of(name: string, packageName: string | null): readonly Entry[];
  names(): Iterable<string>;
}

export function createByName<Entry>(packageOf: (entry: Entry) => string): ByName<Entry> {
  const entries = new Map<string, Entry[]>();
  const all = (name: string): readonly Entry[] => entries.get(name) ?? none;
  return {
    all,
    put(name, entry) {
      const known = entries.get(name);
      if (known === undefined) {
        entries.set(name, [entry]);
        return;
      }
      const same = known.findIndex((other) => packageOf(other) === packageOf(entry));
      if (same < 0) known.push(entry);
      else known[same] = entry;
    },
    of: (name, packageName) =>
      packageName === null
        ? all(name)
        : all(name).filter((entry) => packageOf(entry) === packageName),
    names: () => entries.keys(),
  };
}

const none: readonly never[] = [];
