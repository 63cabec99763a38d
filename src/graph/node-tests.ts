/** The selection methods: for each criterion, a test that a node passes or not. Knows nothing of edges. */
import type { Data } from "../core/data.ts";
import { graphNodes, type Manifest } from "../core/manifest.ts";
import { type GraphNode, isGenericTest, type Model } from "../core/nodes.ts";
import { invalidSelectorValue, selectorNeedsState } from "../core/problems/graph.ts";
import { configTest } from "./config-test.ts";
import { nameTest } from "./name-test.ts";
import type { Criterion, SelectorMethod } from "./selection-spec.ts";
import { pathTest, wildcardTest } from "./wildcards.ts";

export type NodeTest = (node: GraphNode) => boolean;

type Method = (value: string, criterion: Criterion, manifest: Manifest) => NodeTest;

const resourceTypes = [
  "model",
  "analysis",
  "test",
  "snapshot",
  "operation",
  "seed",
  "rpc",
  "sql_operation",
  "doc",
  "source",
  "macro",
  "exposure",
  "metric",
  "group",
  "saved_query",
  "semantic_model",
  "unit_test",
  "fixture",
  "function",
];

const methods = {
  fqn: (value) => {
    const matches = nameTest(value);
    return (node) => node.resource_type !== "source" && matches(node.fqn, versionOf(node) !== null);
  },
  tag: (value) => {
    const matches = wildcardTest(value);
    return (node) => tagsOf(node).some(matches);
  },
  group: (value) => {
    const matches = wildcardTest(value);
    return (node) => isParsed(node) && isText(node.config.group) && matches(node.config.group);
  },
  access: (value) => (node) => node.resource_type === "model" && node.access === value,
  source: sourceTest,
  exposure: qualified("exposure"),
  unit_test: qualified("unit_test"),
  metric: qualified("metric"),
  semantic_model: qualified("semantic_model"),
  saved_query: qualified("saved_query"),
  path: filePathTest,
  file: (value) => {
    const matches = wildcardTest(value);
    return (node) => {
      const name = node.original_file_path.slice(node.original_file_path.lastIndexOf("/") + 1);
      return matches(name) || matches(name.replace(/(?<=.)\.[^.]*$/, ""));
    };
  },
  package: (value, _, manifest) => {
    const matches = wildcardTest(value === "this" ? manifest.metadata.project_name : value);
    return (node) => matches(node.package_name);
  },
  config: (_, criterion) => {
    const matches = configTest(criterion.keys, criterion.value);
    return (node) => (isParsed(node) || node.resource_type === "source") && matches(node.config);
  },
  resource_type: (value) => {
    if (!resourceTypes.includes(value)) {
      throw invalidSelectorValue("resource_type", value, `one of ${resourceTypes.join(", ")}`);
    }
    return (node) => node.resource_type === value;
  },
  test_name: (value) => {
    const matches = wildcardTest(value);
    return (node) =>
      isGenericTest(node)
        ? matches(node.test_metadata.name)
        : node.resource_type === "unit_test" && matches(node.name);
  },
  test_type: testTypeTest,
  version: versionTest,
  state: (_, criterion) => {
    throw selectorNeedsState("state", criterion.raw);
  },
  result: (_, criterion) => {
    throw selectorNeedsState("result", criterion.raw);
  },
  source_status: (_, criterion) => {
    throw selectorNeedsState("source_status", criterion.raw);
  },
} satisfies Record<Exclude<SelectorMethod, "selector">, Method>;

/**
 * @param criterion of any method but `selector`, which stands for other criteria
 * @throws Problem of a value that the method does not know, or a method that needs an earlier run
 */
export function nodeTest(
  criterion: Criterion & { readonly method: Exclude<SelectorMethod, "selector"> },
  manifest: Manifest,
): NodeTest {
  return methods[criterion.method](String(criterion.value), criterion, manifest);
}

const isText = (value: unknown): value is string => typeof value === "string";

/** In the manifest's `nodes`: neither source, exposure nor unit test. */
const isParsed = (node: GraphNode): boolean =>
  node.resource_type !== "source" &&
  node.resource_type !== "exposure" &&
  node.resource_type !== "unit_test";

const versionOf = (node: GraphNode): string | number | null =>
  node.resource_type === "model" ? (node.version ?? null) : null;

function tagsOf(node: GraphNode): readonly string[] {
  const tags: Data | undefined = node.resource_type === "unit_test" ? node.config.tags : node.tags;
  return typeof tags === "string" ? [tags] : Array.isArray(tags) ? tags.filter(isText) : [];
}

function sourceTest(value: string): NodeTest {
  const parts = value.split(".");
  if (parts.length > 3) {
    throw invalidSelectorValue("source", value, "source, source.table or package.source.table");
  }
  const [inPackage, ofSource, isTable] =
    parts.length === 3 ? parts : ["*", parts[0] ?? "", parts[1] ?? "*"];
  const tests = [inPackage, ofSource, isTable].map((part) => wildcardTest(part ?? "*"));
  return (node) =>
    node.resource_type === "source" &&
    [node.package_name, node.source_name, node.name].every((part, index) => tests[index]?.(part));
}

function qualified(type: string): Method {
  return (value) => {
    const parts = value.split(".");
    if (parts.length > 2) throw invalidSelectorValue(type, value, "name or package.name");
    const inPackage = wildcardTest(parts.length === 2 ? (parts[0] ?? "") : "*");
    const isCalled = wildcardTest(parts.at(-1) ?? "");
    return (node) =>
      node.resource_type === type && inPackage(node.package_name) && isCalled(node.name);
  };
}

/** A node's own file, its properties file, or any folder above its own; only what the root project has counts. */
function filePathTest(value: string, _: Criterion, manifest: Manifest): NodeTest {
  const matches = pathTest(value);
  const inRoot = new Map<string, boolean>();
  const check = (path: string) => {
    const known = inRoot.get(path);
    if (known !== undefined) return known;
    const found = matches(path);
    inRoot.set(path, found);
    return found;
  };
  const root = manifest.metadata.project_name;
  const present = rootPaths(manifest, root);
  const isMatch = (path: string) => present.has(path) && check(path);
  return (node) => {
    if (withParents(node.original_file_path).some(isMatch)) return true;
    const patch = "patch_path" in node ? node.patch_path : null;
    return patch !== null && patch !== undefined && isMatch(patch.replace(/^[^:]*:\/\//, ""));
  };
}

function rootPaths(manifest: Manifest, root: string): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const node of graphNodes(manifest)) {
    const own = node.package_name === root ? withParents(node.original_file_path) : [];
    for (const path of own) paths.add(path);
    const patch = "patch_path" in node ? node.patch_path : null;
    if (patch?.startsWith(`${root}://`)) paths.add(patch.slice(root.length + 3));
  }
  return paths;
}

function withParents(path: string): string[] {
  const paths = [path];
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
    paths.push(path.slice(0, end));
  }
  return paths;
}

function testTypeTest(value: string): NodeTest {
  switch (value) {
    case "generic":
    case "schema":
      return isGenericTest;
    case "singular":
      return (node) => node.resource_type === "test" && !isGenericTest(node);
    case "data":
      return (node) => node.resource_type === "test";
    case "unit":
      return (node) => node.resource_type === "unit_test";
    default:
      throw invalidSelectorValue("test_type", value, "generic, singular, data or unit");
  }
}

function versionTest(value: string): NodeTest {
  const ofModels = (matches: (model: Model) => boolean): NodeTest => {
    return (node) => node.resource_type === "model" && matches(node);
  };
  switch (value) {
    case "latest":
      return ofModels((model) => model.version !== null && model.version === model.latest_version);
    case "prerelease":
      return ofModels((model) => compareVersions(model.version, model.latest_version) > 0);
    case "old":
      return ofModels((model) => compareVersions(model.version, model.latest_version) < 0);
    case "none":
      return ofModels((model) => model.version === null || model.version === undefined);
    default:
      throw invalidSelectorValue("version", value, "latest, prerelease, old or none");
  }
}

/** As numbers where both are, else as text; 0 where either is missing. */
function compareVersions(a: Model["version"], b: Model["version"]): number {
  if (!a || !b) return 0;
  const [x, y] = [Number(a), Number(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}
