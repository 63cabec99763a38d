/** Warns of models past their deprecation date, and of models that refer to deprecated ones. */
import { deprecatedModel, deprecatedReference } from "../../core/problems/references.ts";
import type { Draft } from "./draft.ts";
import { placeOfCall, placeOfDraft } from "./places.ts";
import type { Workspace } from "./workspace.ts";

/** @param now milliseconds since 1970 */
export function warnOfDeprecated(workspace: Workspace, now: number): void {
  for (const draft of workspace.nodes.values()) {
    const { node } = draft;
    if (node.resource_type !== "model" || node.deprecation_date === null) continue;
    const isPast = Date.parse(node.deprecation_date) < now;
    if (isPast)
      workspace.warnings.push({
        name: "DeprecatedModel",
        problem: deprecatedModel(
          shownName(draft),
          node.deprecation_date,
          placeOfDraft(draft, workspace),
        ),
      });
    warnReferences(draft, isPast, workspace);
  }
}

const shownName = ({ node }: Draft): string =>
  node.version === null ? node.name : `${node.name}.v${node.version}`;

function warnReferences(target: Draft, isPast: boolean, workspace: Workspace): void {
  const { node } = target;
  for (const child of workspace.nodes.values()) {
    if (child.node.resource_type !== "model") continue;
    if (!child.node.depends_on.nodes.includes(node.unique_id)) continue;
    workspace.warnings.push({
      name: isPast ? "DeprecatedReference" : "UpcomingReferenceDeprecation",
      problem: deprecatedReference(
        child.node.name,
        shownName(target),
        node.deprecation_date as string,
        node.latest_version === null ? undefined : String(node.latest_version),
        placeOfCall(child, workspace, "ref", [node.name]),
      ),
    });
  }
}
