/** dbt's version specifiers, such as `>=1.3.0`, and whether 1.12.6 meets them. Pure. */

interface Version {
  readonly numbers: readonly [number, number, number];
  readonly prerelease: string;
}

interface Specifier extends Version {
  readonly matcher: "=" | ">" | ">=" | "<" | "<=";
  readonly text: string;
}

const spelling =
  /^(?<matcher>>=|<=|=|>|<)?(?<major>0|[1-9]\d*)\.(?<minor>0|[1-9]\d*)\.(?<patch>0|[1-9]\d*)(?:-?(?<prerelease>[A-Za-z][\w.-]*|\d[\w.-]*))?(?:\+[\w.-]+)?$/;

/** undefined when the text is no specifier */
function specifier(text: string): Specifier | undefined {
  const groups = spelling.exec(text.replaceAll(/\s/g, ""))?.groups;
  if (!groups) return undefined;
  return {
    matcher: (groups.matcher ?? "=") as Specifier["matcher"],
    numbers: [Number(groups.major), Number(groups.minor), Number(groups.patch)],
    prerelease: groups.prerelease ?? "",
    text,
  };
}

function compare(a: Version, b: Version): number {
  for (const index of [0, 1, 2] as const) {
    if (a.numbers[index] !== b.numbers[index]) return a.numbers[index] - b.numbers[index];
  }
  if (a.prerelease === b.prerelease) return 0;
  if (a.prerelease === "") return 1;
  if (b.prerelease === "") return -1;
  return a.prerelease < b.prerelease ? -1 : 1;
}

function meets(version: Version, { matcher, ...bound }: Specifier): boolean {
  const order = compare(version, bound);
  const decisions = {
    "=": order === 0,
    ">": order > 0,
    ">=": order >= 0,
    "<": order < 0,
    "<=": order <= 0,
  };
  return decisions[matcher];
}

export type VersionCheck =
  | { readonly result: "met" | "unmet" | "impossible" }
  | { readonly result: "unreadable"; readonly text: string };

/** @param specifiers all of them must be met; each as the file writes it */
export function checkVersions(specifiers: readonly string[], installed: string): VersionCheck {
  const found: Specifier[] = [];
  for (const text of specifiers) {
    const parsed = specifier(text);
    if (!parsed) return { result: "unreadable", text };
    found.push(parsed);
  }
  const version = specifier(installed);
  if (!version) throw new Error(`Bug: "${installed}" is no version`);
  if (found.every((each) => meets(version, each))) return { result: "met" };
  return { result: isPossible(found) ? "unmet" : "impossible" };
}

/** Is there any version at all? It is enough to try each bound and its neighbours. */
function isPossible(found: readonly Specifier[]): boolean {
  const candidates = found.flatMap(({ numbers: [major, minor, patch], prerelease }) => [
    { numbers: [major, minor, patch] as const, prerelease },
    { numbers: [major, minor, patch + 1] as const, prerelease: "" },
    { numbers: [major, minor, Math.max(0, patch - 1)] as const, prerelease: "" },
    { numbers: [0, 0, 0] as const, prerelease: "" },
  ]);
  return candidates.some((version) => found.every((each) => meets(version, each)));
}
