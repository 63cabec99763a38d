import { describe, expect, test } from "vitest";
import { createResolver, type RefTarget, type Resources } from "./resolve.ts";

const model = (packageName: string, name: string, more: object = {}) => ({
  unique_id: `model.${packageName}.${name}`,
  resource_type: "model",
  package_name: packageName,
  name,
  config: { enabled: true },
  version: null,
  latest_version: null,
  ...more,
});

type Fake = ReturnType<typeof model>;

const byId = (nodes: readonly Fake[]) =>
  Object.fromEntries(nodes.map((node) => [node.unique_id, node]));

function resolving(nodes: readonly Fake[], disabled: readonly Fake[] = [], packageFirst = false) {
  const resources = {
    nodes: byId(nodes),
    disabled: Object.fromEntries(disabled.map((node) => [node.unique_id, [node]])),
    sources: {},
    docs: {},
  } as unknown as Resources;
  const resolver = createResolver(resources, { rootName: "root", nodePackageFirst: packageFirst });
  return (target: Partial<RefTarget>, asker = "root"): string => {
    const all = { name: "a", package: null, version: null, ...target };
    const resolved = resolver.ref(all, { package_name: asker });
    return resolved.kind === "found" ? resolved.node.unique_id : resolved.kind;
  };
}

describe("a ref", () => {
  const everywhere = [model("root", "a"), model("one", "a"), model("two", "a")];

  test("means the root project's before its own package's", () => {
    expect(resolving(everywhere)({}, "one")).toBe("model.root.a");
    expect(resolving(everywhere, [], true)({}, "one")).toBe("model.one.a");
  });

  test("to another package's is ambiguous where two have it", () => {
    expect(resolving(everywhere.slice(1))({})).toBe("ambiguous");
    expect(resolving(everywhere.slice(1))({}, "two")).toBe("model.two.a");
    expect(resolving(everywhere.slice(2))({})).toBe("model.two.a");
  });

  test("with a package means that package's only", () => {
    expect(resolving(everywhere)({ package: "two" })).toBe("model.two.a");
    expect(resolving(everywhere)({ package: "three" })).toBe("missing");
  });

  test("goes past what is disabled", () => {
    expect(resolving([model("one", "a")], [model("root", "a")])({})).toBe("model.one.a");
    expect(resolving([], [model("root", "a")])({})).toBe("disabled");
  });
});

describe("a ref to a model with versions", () => {
  const versions = [1, 2].map((version) =>
    model("root", "a", { unique_id: `model.root.a.v${version}`, version, latest_version: 2 }),
  );

  test("means the latest unless it says another", () => {
    expect(resolving(versions)({})).toBe("model.root.a.v2");
    expect(resolving(versions)({ version: 1 })).toBe("model.root.a.v1");
    expect(resolving(versions)({ version: "1" })).toBe("model.root.a.v1");
    expect(resolving(versions)({ version: 3 })).toBe("missing");
  });
});
