/** Which nodes a command works on, by its options; tells of criteria that match nothing. */
import { selectNodes } from "../graph/select.ts";
import type { Project } from "../project/load.ts";
import type { Context } from "./context.ts";

/** The resource types that a command takes. */
export interface ResourceTypes {
  /** Those it takes when nobody says. */
  readonly usual: readonly string[];
  /** What `--resource-type all` means, where it is more. */
  readonly all?: readonly string[];
}

/**
 * @returns ids in the manifest's order
 * @throws Problem of a selector that cannot be read
 */
export function selectOf(
  context: Context,
  project: Project,
  types: ResourceTypes,
  options: { readonly includeEmpty?: boolean } = {},
): ReadonlySet<string> {
  const { flags, emit } = context;
  const { ids, warnings, defaultSelector } = selectNodes(project.manifest, {
    select: flags.select,
    exclude: flags.exclude,
    selector: flags.selector,
    indirectSelection: flags.indirectSelection,
    resourceTypes: typesOf(context, types),
    ...options,
  });
  if (defaultSelector !== undefined) {
    emit({
      type: "note",
      name: "DefaultSelector",
      message: `Using default selector ${defaultSelector}`,
      data: { name: defaultSelector },
    });
  }
  for (const problem of warnings) {
    emit({ type: "warning", name: "NoNodesForSelectionCriteria", problem });
  }
  return ids;
}

/** `--resource-type` and `--exclude-resource-type`; `all` and `default` stand for groups. */
function typesOf({ flags }: Context, { usual, all = usual }: ResourceTypes): ReadonlySet<string> {
  const wanted =
    flags.resourceTypes.length === 0
      ? usual
      : flags.resourceTypes.flatMap((type) =>
          type === "all" ? all : type === "default" ? usual : [type],
        );
  return new Set(wanted.filter((type) => !flags.excludeResourceTypes.includes(type)));
}
