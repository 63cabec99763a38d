/** Adds one text of SQL with Jinja to a loaded project, as `--inline` and `--sql` need it. */
import type { SqlOperation } from "../../core/nodes.ts";
import type { Project } from "../load.ts";

export interface InlineProject {
  /** The project with the node in its manifest. */
  readonly project: Project;
  /** Named `inline_query`, with its refs and sources resolved. */
  readonly node: SqlOperation;
}

/** @throws Problems of the text, such as a ref to a model that does not exist */
export function parseInline(_project: Project, _sql: string): InlineProject {
  throw new Error("Bug: not written yet");
}
