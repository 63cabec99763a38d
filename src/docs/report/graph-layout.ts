/** Places the nodes of a project's graph in columns, what is read left of what reads it. Pure geometry. */
import type { ArtifactNode } from "./artifacts.ts";

export interface PlacedNode {
  readonly node: ArtifactNode;
  readonly x: number;
  readonly y: number;
}

export interface PlacedEdge {
  readonly from: string;
  readonly to: string;
  /** The `d` of an SVG path. */
  readonly path: string;
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

export const nodeWidth = 196;
export const nodeHeight = 34;
const columnGap = 46;
const rowGap = 12;
const sweeps = 6;

/** @param nodes those to draw; edges to others are left out */
export function layOutGraph(nodes: readonly ArtifactNode[]): GraphLayout {
  const byId = new Map(nodes.map((node) => [node.unique_id, node]));
  const parents = new Map(
    nodes.map((node) => [
      node.unique_id,
      (node.depends_on?.nodes ?? []).filter((id) => byId.has(id)),
    ]),
  );
  const columns = columnsOf(nodes, ranksOf(parents));
  const neighbours = neighboursOf(parents);
  for (let sweep = 0; sweep < sweeps; sweep++)
    sortColumns(sweep % 2 === 0 ? columns : columns.toReversed(), neighbours);
  return place(columns, parents);
}

/** The longest way from a node without parents. */
function ranksOf(parents: ReadonlyMap<string, readonly string[]>): Map<string, number> {
  const ranks = new Map<string, number>();
  const rankOf = (id: string): number => {
    const known = ranks.get(id);
    if (known !== undefined) return known;
    ranks.set(id, 0);
    const rank = Math.max(-1, ...(parents.get(id) ?? []).map(rankOf)) + 1;
    ranks.set(id, rank);
    return rank;
  };
  for (const id of parents.keys()) rankOf(id);
  pullRootsRight(ranks, parents);
  return ranks;
}

/** A node that reads nothing stands just left of the first node that reads it. */
function pullRootsRight(
  ranks: Map<string, number>,
  parents: ReadonlyMap<string, readonly string[]>,
): void {
  const nearest = new Map<string, number>();
  for (const [id, ids] of parents)
    for (const parent of ids)
      nearest.set(
        parent,
        Math.min(nearest.get(parent) ?? Number.POSITIVE_INFINITY, ranks.get(id) ?? 0),
      );
  for (const [id, ids] of parents) {
    const child = nearest.get(id);
    if (ids.length === 0 && child !== undefined) ranks.set(id, child - 1);
  }
}

function columnsOf(nodes: readonly ArtifactNode[], ranks: ReadonlyMap<string, number>) {
  const columns: ArtifactNode[][] = [];
  for (const node of nodes) {
    const rank = ranks.get(node.unique_id) ?? 0;
    columns[rank] ??= [];
    columns[rank].push(node);
  }
  return columns;
}

function neighboursOf(parents: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const neighbours = new Map<string, string[]>([...parents].map(([id, ids]) => [id, [...ids]]));
  for (const [id, ids] of parents) for (const parent of ids) neighbours.get(parent)?.push(id);
  return neighbours;
}

/** Moves each node towards the middle of its neighbours, column by column, so that fewer edges cross. */
function sortColumns(
  columns: readonly ArtifactNode[][],
  neighbours: ReadonlyMap<string, readonly string[]>,
): void {
  const heights = new Map<string, number>();
  const remember = (column: readonly ArtifactNode[]) => {
    for (const [row, node] of column.entries())
      heights.set(node.unique_id, (row + 0.5) / column.length);
  };
  columns.forEach(remember);
  for (const column of columns) {
    const wanted = new Map(
      column.map((node) => {
        const around = (neighbours.get(node.unique_id) ?? []).map((id) => heights.get(id) ?? 0.5);
        const mean = around.reduce((sum, height) => sum + height, 0) / (around.length || 1);
        return [node, around.length === 0 ? (heights.get(node.unique_id) ?? 0.5) : mean];
      }),
    );
    column.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
    remember(column);
  }
}

function place(
  columns: readonly ArtifactNode[][],
  parents: ReadonlyMap<string, readonly string[]>,
): GraphLayout {
  const tallest = Math.max(1, ...columns.map((column) => column.length));
  const height = tallest * (nodeHeight + rowGap) + rowGap;
  const nodes = columns.flatMap((column, rank) => {
    const gap = (height - column.length * nodeHeight) / (column.length + 1);
    return column.map((node, row) => ({
      node,
      x: 4 + rank * (nodeWidth + columnGap),
      y: Math.round(gap + row * (nodeHeight + gap)),
    }));
  });
  const at = new Map(nodes.map((placed) => [placed.node.unique_id, placed]));
  const edges = [...parents].flatMap(([to, ids]) =>
    ids.map((from) => ({ from, to, path: curve(at.get(from), at.get(to)) })),
  );
  return { width: columns.length * (nodeWidth + columnGap) - columnGap + 8, height, nodes, edges };
}

function curve(from: PlacedNode | undefined, to: PlacedNode | undefined): string {
  if (from === undefined || to === undefined) return "";
  const [startX, startY] = [from.x + nodeWidth, from.y + nodeHeight / 2];
  const [endX, endY] = [to.x, to.y + nodeHeight / 2];
  const bend = Math.max(26, (endX - startX) / 2);
  return `M${startX} ${startY}C${startX + bend} ${startY} ${endX - bend} ${endY} ${endX} ${endY}`;
}
