/** Looks up project variables: `--vars`, then the root project, then the package's own. Pure. */
import type { Data, DataObject } from "../../core/data.ts";
import { isDataObject } from "./data-object.ts";
import type { ProjectSettings } from "./project-settings.ts";

export interface VarSources {
  /** `--vars`. */
  readonly cliVars: DataObject;
  /** Absent while the project file itself is rendered. */
  readonly root?: Pick<ProjectSettings, "name" | "vars"> | undefined;
  /** The package whose resource asks; the root when absent. */
  readonly owner?: Pick<ProjectSettings, "name" | "vars"> | undefined;
}

/** The raw value, not rendered; undefined when it is not set anywhere. */
export function lookupVar(name: string, sources: VarSources): Data | undefined {
  for (const scope of scopes(sources)) {
    if (Object.hasOwn(scope, name)) return scope[name];
  }
  return undefined;
}

/** Every variable that such a resource sees, for messages and the cache. */
export function visibleVars(sources: VarSources): DataObject {
  return Object.assign({}, ...scopes(sources).toReversed());
}

/** Where to look, first hit wins. In each project the package's own section comes before the general one. */
function scopes({ cliVars, root, owner }: VarSources): DataObject[] {
  const packageName = owner?.name ?? root?.name;
  const found = [cliVars];
  for (const project of root?.name === owner?.name ? [root] : [root, owner]) {
    if (!project) continue;
    const section = packageName === undefined ? undefined : project.vars[packageName];
    if (isDataObject(section)) found.push(section);
    found.push(project.vars);
  }
  return found;
}
