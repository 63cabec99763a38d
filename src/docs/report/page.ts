/** Renders a report's content into one HTML file that needs nothing from the network. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { counted } from "../../core/counted.ts";
import type { ArtifactNode, RunResult } from "./artifacts.ts";
import type { ReportContent } from "./content.ts";
import { nodeHeight, nodeWidth } from "./graph-layout.ts";
import { layerOf } from "./layers.ts";

const templates = fileURLToPath(new URL("./templates/", import.meta.url));
const colours = 8;

/** The whole page. */
export async function renderPage(content: ReportContent): Promise<string> {
  const { default: nunjucks } = await import("nunjucks");
  const loader = new nunjucks.FileSystemLoader(templates, { noCache: true });
  const environment = new nunjucks.Environment(loader, {
    autoescape: true,
    trimBlocks: true,
    lstripBlocks: true,
  });
  environment.addFilter("seconds", seconds);
  environment.addFilter("plural", (count: number, word: string) => counted(count, word));
  environment.addFilter("count", (value: number) => value.toLocaleString("en"));
  environment.addFilter("fixed", (value: number) => String(Math.round(value * 1000) / 1000));
  const asset = (name: string) =>
    new nunjucks.runtime.SafeString(readFileSync(`${templates}${name}`, "utf8"));
  return environment.render("page.njk", {
    ...content,
    style: asset("style.css"),
    script: asset("script.js"),
    graph: drawnGraph(content),
    nodeWidth,
    nodeHeight,
    colourOf: (layer: string) => Math.max(0, content.layers.indexOf(layer)) % colours,
    verdict: verdictOf(content.artifacts.results),
    generatedAt: content.artifacts.generatedAt.slice(0, 16).replace("T", " "),
  });
}

function drawnGraph({ graph, artifacts }: ReportContent) {
  const results = new Map(artifacts.results.map((result) => [result.unique_id, result]));
  return {
    ...graph,
    nodes: graph.nodes.map(({ node, x, y }) => ({
      id: node.unique_id,
      x,
      y,
      label: shorten(node.label ?? node.name),
      name: node.name,
      kind: kindOf(node),
      layer: layerOf(node),
      status: results.get(node.unique_id)?.status ?? "",
      details: detailsOf(node, results.get(node.unique_id)),
      description: (node.description ?? "").split("\n")[0],
    })),
  };
}

const kindOf = ({ resource_type, config }: ArtifactNode): string =>
  resource_type === "model" ? (config.materialized ?? "model").replaceAll("_", " ") : resource_type;

function detailsOf(node: ArtifactNode, result: RunResult | undefined): string {
  const rows = result?.adapter_response.rows_affected;
  return [
    kindOf(node),
    result === undefined ? undefined : `${result.status} in ${seconds(result.execution_time)}`,
    typeof rows === "number" && rows > 0 ? `${rows.toLocaleString("en")} rows` : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(" · ");
}

const longestLabel = 22;
const shorten = (text: string) =>
  text.length > longestLabel ? `${text.slice(0, longestLabel - 1)}…` : text;

export function seconds(value: number): string {
  if (value >= 90) return `${Math.floor(value / 60)} min ${Math.round(value % 60)} s`;
  return value < 1 ? `${Math.round(value * 1000)} ms` : `${value.toFixed(value < 10 ? 2 : 1)} s`;
}

function verdictOf(results: readonly RunResult[]) {
  const having = (...statuses: string[]) =>
    results.some((result) => statuses.includes(result.status));
  if (having("error", "fail", "runtime error", "partial success"))
    return { status: "error", text: "With errors" };
  return having("warn")
    ? { status: "warn", text: "With warnings" }
    : { status: "success", text: "All good" };
}
