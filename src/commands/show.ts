/** `tsdbt show`: the first rows of a node or a query. Builds nothing. */
import type { Adapter, QueryResult } from "../adapters/adapter.ts";
import type { ManifestNode } from "../core/nodes.ts";
import { oneOptionNeeded } from "../core/problems/cli.ts";
import { str } from "../jinja/index.ts";
import { tableOfResult } from "../project/context/agate/from-result.ts";
import { jsonText, printedTable } from "../project/context/agate/print.ts";
import type { Project } from "../project/load.ts";
import { parseInline } from "../project/parse/inline.ts";
import { compilable } from "./compile.ts";
import type { CommandResult, Context } from "./context.ts";
import { indentJson } from "./indent-json.ts";
import { loadProjectOf } from "./load.ts";
import { onNode } from "./on-node.ts";
import { openAdapterOf } from "./run-nodes.ts";
import { selectOf } from "./selection.ts";

export interface ShowOptions {
  /** SQL with Jinja to show instead of nodes. */
  readonly inline: string | undefined;
  /** SQL that is sent as it is. */
  readonly inlineDirect: string | undefined;
  readonly output: "json" | "text";
  /** A negative number means all rows. */
  readonly limit: number;
}

/** @throws Problems of the project, the selection, or the query */
export async function show(context: Context, options: ShowOptions): Promise<CommandResult> {
  const { flags, emit } = context;
  const { inline, inlineDirect } = options;
  if (flags.select.length === 0 && inline === undefined && inlineDirect === undefined) {
    throw oneOptionNeeded("show", ["--select", "--inline"]);
  }
  const loaded = await loadProjectOf(context);
  const added = inline === undefined ? undefined : parseInline(loaded, inline);
  const project = added?.project ?? loaded;
  const nodes =
    inlineDirect !== undefined
      ? []
      : added === undefined
        ? shownNodes(context, project)
        : [added.node];
  if (nodes.length === 0 && inlineDirect === undefined) {
    emit({ type: "nothing-selected" });
    return { success: true };
  }
  await using adapter = await openAdapterOf(context, project);
  const { threads, target } = project.profile;
  emit({ type: "concurrency", threads, target, nodes: nodes.length });
  if (inlineDirect !== undefined) await showDirect(context, adapter, inlineDirect, options);
  for (const node of nodes) {
    const result = await rowsOf(context, project, adapter, node, options);
    emitRows(context, result, node, added !== undefined, options);
  }
  return { success: true };
}

/** dbt shows those of the selected nodes whose names stand in the first selector; tests come along unseen. */
function shownNodes(context: Context, project: Project): ManifestNode[] {
  const asked = context.flags.select[0] ?? "";
  return [...selectOf(context, project, { usual: compilable })]
    .map((id) => project.manifest.nodes[id])
    .filter((node) => node !== undefined)
    .filter((node) => asked.includes(node.name));
}

const limitOf = ({ limit }: ShowOptions): number | undefined => (limit < 0 ? undefined : limit);

async function showDirect(
  context: Context,
  adapter: Adapter,
  sql: string,
  options: ShowOptions,
): Promise<void> {
  await using session = await adapter.connect("show");
  const limit = limitOf(options);
  const result = await session.execute(sql, { fetch: true, ...(limit !== undefined && { limit }) });
  emitRows(context, result, { name: "direct-query", unique_id: "direct-query" }, true, options);
}

/** Runs a node's query with the limit around it, as the macro `get_show_sql` writes it. */
async function rowsOf(
  context: Context,
  project: Project,
  adapter: Adapter,
  node: ManifestNode,
  options: ShowOptions,
): Promise<QueryResult> {
  const task = { project, adapter, node, mode: "compile" } as const;
  return await onNode(context, task, async (nodeContext, compiler) => {
    const query =
      node.resource_type === "seed"
        ? `select * from ${node.relation_name ?? node.name}`
        : (await compiler.compile(node, nodeContext)).compiled_code;
    const header = node.config.sql_header;
    const sql = await nodeContext.callMacro("get_show_sql", [
      query,
      typeof header === "string" ? header : null,
      limitOf(options) ?? null,
    ]);
    return await nodeContext.execute(str(sql), { fetch: true });
  });
}

interface Shown {
  readonly name: string;
  readonly unique_id: string;
  readonly version?: string | number | null;
}

/** What dbt cuts a table to. */
const printed = {
  maxRows: Number.POSITIVE_INFINITY,
  maxColumns: 6,
  maxColumnWidth: 20,
  maxPrecision: 3,
};

function emitRows(
  { flags, emit }: Context,
  result: QueryResult,
  node: Shown,
  isInline: boolean,
  { output }: ShowOptions,
): void {
  const table = tableOfResult(result);
  const name = node.version ? `${node.name}.v${node.version}` : node.name;
  const preview = output === "json" ? jsonText(table) : printedTable(table, printed);
  const title = isInline ? "Previewing inline node:" : `Previewing node '${name}':`;
  const heading = flags.quiet ? "" : `${title}\n`;
  const wrapped = isInline
    ? `{"show": ${preview}}`
    : `{"node": ${JSON.stringify(name)}, "show": ${preview}}`;
  emit({
    type: "output",
    name: "ShowNode",
    text: output === "json" ? indentJson(wrapped) : `${heading}${preview}`,
    data: {
      node_name: name,
      preview,
      is_inline: isInline,
      output_format: output,
      unique_id: node.unique_id,
      quiet: flags.quiet,
    },
  });
}
