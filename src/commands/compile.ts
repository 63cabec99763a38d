/** `tsdbt compile`: the SQL of nodes, written below the target folder and, where one asks for it, shown. */
import type { Event } from "../core/events.ts";
import type { ManifestNode } from "../core/nodes.ts";
import { type Problem, throwAll } from "../core/problem.ts";
import type { RunReport } from "../execute/run.ts";
import type { Project } from "../project/load.ts";
import { parseInline } from "../project/parse/inline.ts";
import type { CommandResult, Context } from "./context.ts";
import { loadProjectOf } from "./load.ts";
import { runIds } from "./run-nodes.ts";
import { selectOf } from "./selection.ts";

export interface CompileOptions {
  /** SQL to compile instead of nodes. */
  readonly inline: string | undefined;
  readonly output: "json" | "text";
}

/** What can be compiled. */
export const compilable = [
  "model",
  "test",
  "snapshot",
  "analysis",
  "operation",
  "seed",
  "sql_operation",
];

/** @throws Problems of the project, the selection, or of nodes that do not compile */
export async function compile(context: Context, options: CompileOptions): Promise<CommandResult> {
  const loaded = await loadProjectOf(context);
  const inline = options.inline === undefined ? undefined : parseInline(loaded, options.inline);
  const project = inline?.project ?? loaded;
  const selected =
    inline === undefined
      ? selectOf(context, project, { usual: compilable })
      : new Set([inline.node.unique_id]);
  const report = await runIds(context, project, "compile", selected);
  throwAll(problemsOf(report));
  showCompiled(context, project, report, options);
  return { success: true, interrupted: report.interrupted };
}

const problemsOf = ({ outcomes }: RunReport): Problem[] =>
  outcomes.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));

/** dbt shows the inline query, or those nodes whose names stand in the first selector. */
function showCompiled(
  context: Context,
  project: Project,
  report: RunReport,
  { inline, output }: CompileOptions,
): void {
  const asked = context.flags.select[0] ?? "";
  if (inline === undefined && asked === "") return;
  for (const [id, { compiled_code: compiled }] of report.compiled) {
    const node = project.manifest.nodes[id];
    if (node === undefined) continue;
    const isInline = node.resource_type === "sql_operation";
    const isShown = inline === undefined ? asked.includes(node.name) : isInline;
    if (isShown) context.emit(compiledEvent(context, node, compiled, isInline, output));
  }
}

function compiledEvent(
  { flags }: Context,
  node: ManifestNode,
  compiled: string,
  isInline: boolean,
  output: CompileOptions["output"],
): Event {
  const title = isInline ? "Compiled inline node is:" : `Compiled node '${node.name}' is:`;
  const plain = flags.quiet ? compiled : `${title}\n${compiled}`;
  const content = isInline ? { compiled } : { node: node.name, compiled };
  return {
    type: "output",
    name: "CompiledNode",
    text: output === "json" ? JSON.stringify(content, null, 2) : plain,
    data: {
      node_name: node.name,
      compiled,
      is_inline: isInline,
      output_format: output,
      unique_id: node.unique_id,
      quiet: flags.quiet,
    },
  };
}
