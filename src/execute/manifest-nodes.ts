/** The nodes of manifest.json, with what a run has added to them. Writes no file. */
import type { Manifest } from "../core/manifest.ts";
import type { ManifestNode } from "../core/nodes.ts";
import type { Project } from "../project/load.ts";
import { artifactText } from "../project/parse/artifact-text.ts";
import type { CompiledNode } from "./compile.ts";
import type { RunReport } from "./run.ts";

type Text = string | Buffer;

/**
 * The nodes as a JSON object, in pieces.
 * @param kept each node's entry as JSON, in the same order, where there are such texts: what a run leaves as it was is
 *   not written anew
 */
export function* nodeParts(
  nodes: Manifest["nodes"],
  { manifest, isPlain }: Pick<Project, "manifest" | "isPlain">,
  report: Additions = notRun,
  kept?: Iterable<Text>,
): Iterable<Text> {
  const hookPositions = report.ranHooks ? positionsOfHooks(manifest.nodes, report) : noPositions;
  const toText = isPlain ? (value: unknown) => JSON.stringify(value) : artifactText;
  const texts = kept?.[Symbol.iterator]();
  let before = "{";
  for (const [id, node] of Object.entries(nodes)) {
    const text: Text | undefined = texts?.next().value;
    const ran = withPlaces(node, report.buildPaths.get(id), hookPositions.get(id));
    const entry = (value: object, write: ToText): string => `${JSON.stringify(id)}:${write(value)}`;
    const parsed = ran === node && text !== undefined ? text : entry(ran, toText);
    const compiled = report.compiled.get(id);
    const change = { compiled, called: report.calledMacros.get(id) };
    yield before;
    yield* withChange(parsed, node, change, toText) ?? [
      entry(merged(withCalled(ran, change.called), compiled), artifactText),
    ];
    before = ",";
  }
  yield before === "{" ? "{}" : "}";
}

type ToText = (value: unknown) => string;

type Additions = Pick<
  RunReport,
  "compiled" | "calledMacros" | "buildPaths" | "outcomes" | "ranHooks"
>;

const notRun: Additions = {
  compiled: new Map(),
  calledMacros: new Map(),
  buildPaths: new Map(),
  outcomes: [],
  ranHooks: false,
};

/** The node with where it was built and its place among the hooks; itself where there is neither. */
function withPlaces(
  node: ManifestNode,
  path: string | undefined,
  position: number | undefined,
): ManifestNode {
  const placed = path === undefined ? node : { ...node, build_path: path };
  return position === undefined ? placed : ({ ...placed, index: position } as ManifestNode);
}

/** What a node called while it ran comes behind what its parse found. */
function withCalled(node: ManifestNode, called: ReadonlySet<string> | undefined): ManifestNode {
  if (called === undefined) return node;
  const macros = [...node.depends_on.macros, ...called];
  return { ...node, depends_on: { ...node.depends_on, macros } } as ManifestNode;
}

/** What running has found out of a node. */
interface Change {
  readonly compiled: CompiledNode | undefined;
  readonly called: ReadonlySet<string> | undefined;
}

/**
 * The node's text with the change put into it, in dbt's order of keys: what is compiled stands behind the dependencies.
 * Undefined where the change is not in that place alone.
 */
function withChange(
  text: Text,
  node: ManifestNode,
  { compiled, called }: Change,
  toText: ToText,
): readonly Text[] | undefined {
  if (compiled === undefined && called === undefined) return [text];
  if (compiled !== undefined && changesOthers(compiled)) return undefined;
  const dependencies = `"depends_on":${toText(node.depends_on)}`;
  const place = compiled === undefined ? dependencies : `${dependencies},"compiled_path":null`;
  // Within strings its quotes would be escaped.
  const at = text.lastIndexOf(place);
  if (at < 0) return undefined;
  const end = at + (typeof text === "string" ? place.length : Buffer.byteLength(place));
  const found =
    called === undefined
      ? dependencies
      : `"depends_on":${toText(withCalled(node, called).depends_on)}`;
  const written = compiled === undefined ? found : `${found},${fieldsText(compiled, toText)}`;
  return typeof text === "string"
    ? [text.slice(0, at), written, text.slice(end)]
    : [text.subarray(0, at), written, text.subarray(end)];
}

function fieldsText(compiled: CompiledNode, toText: ToText): string {
  const fields: Record<string, unknown> = {};
  addCompiled(fields, compiled);
  return toText(fields).slice(1, -1);
}

/** Whether compiling changed more of the node than the fields that say that it is compiled. */
const changesOthers = (compiled: CompiledNode): boolean =>
  "columns" in compiled || "constraints" in compiled || Boolean(compiled.relation_name);

const noPositions: ReadonlyMap<string, number> = new Map();

/** dbt counts hooks from 1 once they have run. */
function positionsOfHooks(
  nodes: Manifest["nodes"],
  { outcomes }: Pick<RunReport, "outcomes">,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const positions = new Map<string, number>();
  for (const { nodeId } of outcomes) {
    const node = nodes[nodeId];
    if (node?.resource_type !== "operation") continue;
    const kind = node.tags[0] ?? "";
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    positions.set(nodeId, counts.get(kind) ?? 1);
  }
  return positions;
}

/** The node with what compiling adds, its keys in dbt's order. */
function merged(node: object, compiled: CompiledNode | undefined): object {
  if (compiled === undefined) return node;
  // Key by key: an object from entries is slow to make and slow to write.
  const whole: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    if (key === "compiled_path") addCompiled(whole, compiled);
    else if (key === "relation_name") whole[key] = compiled.relation_name ?? value;
    else if (!(key in compiled)) whole[key] = value;
  }
  return whole;
}

function addCompiled(node: Record<string, unknown>, compiled: CompiledNode): void {
  node.compiled_path = compiled.compiled_path;
  node.compiled = compiled.compiled;
  node.compiled_code = compiled.compiled_code;
  node.extra_ctes_injected = compiled.extra_ctes_injected;
  node.extra_ctes = compiled.extra_ctes;
}
