/** Finds drafts by name while properties files are applied to them. */
import { createByName } from "./by-name.ts";
import type { Draft } from "./draft.ts";
import { searchName } from "./draft.ts";
import type { DisabledEntry, Workspace } from "./workspace.ts";

export interface NodeIndex {
  /** Models, seeds and snapshots of that name: of one package, or of any when it is null. */
  refable(name: string, packageName: string | null): readonly Draft[];
  analysis(name: string): Draft | undefined;
  /** One of that package, or else of any. */
  function(name: string, packageName: string): Draft | undefined;
  singularTest(name: string, packageName: string): Draft | undefined;
  /** Disabled nodes of that name: of one package, or of the first that has one. */
  disabled(name: string, packageName: string | null, type?: string): readonly Draft[];
  /** To be called when nodes were added or got other names. */
  rebuild(): void;
}

const refable = ["model", "seed", "snapshot"];

/** Functions have names of their own: a model may be called the same. */
const functionKey = (name: string): string => `function ${name}`;

const packageOf = ({ node }: Draft): string => node.package_name;

export function indexNodes({ nodes, disabled }: Workspace): NodeIndex {
  let byName = createByName(packageOf);
  let analyses = new Map<string, Draft>();
  let tests = new Map<string, Draft>();
  let off = new Map<string, Map<string, Draft[]>>();

  const addRefable = (draft: Draft): void => {
    const { node } = draft;
    const versioned = node.version !== null && node.version !== undefined;
    if (versioned) byName.put(searchName(node), draft);
    if (!versioned || node.version === node.latest_version) byName.put(node.name, draft);
  };
  const add = (draft: Draft): void => {
    const { resource_type: type, name, package_name: owner } = draft.node;
    if (refable.includes(type)) addRefable(draft);
    else if (type === "function") byName.put(functionKey(name), draft);
    else if (type === "analysis" && !analyses.has(name)) analyses.set(name, draft);
    else if (type === "test" && draft.node.test_metadata === undefined)
      tests.set(`${owner}.${name}`, draft);
  };
  const addDisabled = (draft: Draft): void => {
    const name = searchName(draft.node);
    let packages = off.get(name);
    if (packages === undefined) {
      packages = new Map();
      off.set(name, packages);
    }
    const known = packages.get(draft.node.package_name);
    if (known === undefined) packages.set(draft.node.package_name, [draft]);
    else known.push(draft);
  };
  const rebuild = (): void => {
    byName = createByName(packageOf);
    analyses = new Map();
    tests = new Map();
    off = new Map();
    for (const draft of nodes.values()) add(draft);
    for (const entries of disabled.values()) entries.filter(isDraft).forEach(addDisabled);
  };
  rebuild();
  return {
    refable: (name, packageName) => byName.of(name, packageName),
    analysis: (name) => analyses.get(name),
    function(name, packageName) {
      const key = functionKey(name);
      return byName.of(key, packageName)[0] ?? byName.all(key)[0];
    },
    singularTest: (name, packageName) => tests.get(`${packageName}.${name}`),
    disabled(name, packageName, type) {
      const packages = off.get(name);
      if (packages === undefined) return [];
      const found =
        packageName === null ? packages.values().next().value : packages.get(packageName);
      return (found ?? []).filter(
        (draft) => type === undefined || draft.node.resource_type === type,
      );
    },
    rebuild,
  };
}

export const isDraft = (entry: DisabledEntry): entry is Draft => "facts" in entry;
