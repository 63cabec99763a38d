/** `builtins.ref.config`: what dbt's own object knows of the project that packages look up there, and no more. */
import { Dict, type PyObject, toValue, type Value } from "../../jinja/index.ts";
import type { Project } from "../../project/load.ts";

type Settings = Project["settings"];

/** The root project's configuration, with `dependencies` from package names to theirs; the root is one of them. */
export function runtimeConfig({ settings, packages }: Project): PyObject {
  const dependencies = (): Value =>
    Dict.of([settings, ...packages].map((each) => [each.name, configOf(each)]));
  return configOf(settings, dependencies);
}

function configOf({ name, version }: Settings, dependencies?: () => Value): PyObject {
  return {
    pyType: "RuntimeConfig",
    pyGetAttr: (key) => {
      if (key === "project_name") return name;
      if (key === "version") return toValue(version ?? null);
      return key === "dependencies" ? dependencies?.() : undefined;
    },
  };
}
