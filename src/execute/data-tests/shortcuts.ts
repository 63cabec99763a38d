/**
 * Answers data tests without running their queries, where something cheaper gives the same answer: the nulls of many
 * columns counted in one scan, a database's proofs. Only for tests that count rows and fail on any, as nearly all do.
 */
import type { Adapter, Ask, QueryResult, Response, ResultColumn } from "../../adapters/adapter.ts";
import type { Manifest } from "../../core/manifest.ts";
import type { NodeConfig } from "../../core/node-config.ts";
import type { ManifestNode } from "../../core/nodes.ts";
import type { NodeContext } from "../context/node-context.ts";
import { type ColumnTest, notNullQuery, uniqueQuery } from "./known-queries.ts";
import { createSharedScans } from "./shared-scans.ts";

/**
 * What the test's statement would give; undefined when it has to be run.
 * @param sql the test's compiled query
 */
export type TestShortcuts = (
  node: ManifestNode,
  sql: string,
  context: NodeContext,
) => Promise<QueryResult | undefined>;

/** @param selected ids of the nodes that run, each once */
export function createTestShortcuts(
  manifest: Manifest,
  { proofs }: Adapter,
  selected: ReadonlySet<string>,
): TestShortcuts {
  const scanFor = createSharedScans(manifest, selected);
  const readsTable = tableReaders(manifest);

  async function notNull(test: ColumnTest, sql: string, node: ManifestNode, context: NodeContext) {
    // Statistics tell which parts of a table have nulls, so that each test reads next to nothing.
    if (proofs.isEmpty !== undefined && readsTable(node)) return undefined;
    const scan = scanFor(test, node);
    if (scan === undefined) return undefined;
    if (!scan.isBegun && (await proofs.isEmpty?.(askIn(context), sql))) {
      scan.leave();
      return resultOf(0, proofs.answered);
    }
    const count = await scan.count(context);
    return count && resultOf(limited(count.nulls, node.config), count.response);
  }

  async function unique(
    { relation, column }: ColumnTest,
    node: ManifestNode,
    context: NodeContext,
  ) {
    if (!readsTable(node)) return undefined;
    const isDistinct = await proofs.isDistinct(askIn(context), relation, column);
    return isDistinct ? resultOf(0, proofs.answered) : undefined;
  }

  return async (node, sql, context) => {
    if (!countsRows(node.config) || !isAlone(context)) return undefined;
    try {
      const nulls = notNullQuery(sql);
      if (nulls !== undefined) return await notNull(nulls, sql, node, context);
      const values = uniqueQuery(sql);
      return values && (await unique(values, node, context));
    } catch {
      // The test's own statement tells what is wrong, in its own words.
      return undefined;
    }
  };
}

const askIn =
  (context: NodeContext): Ask =>
  (sql) =>
    context.execute(sql, { fetch: true });

/** What others read and write in their transactions must not be mixed up with what a test sees in its own. */
const isAlone = ({ session }: NodeContext): boolean =>
  !session.inTransaction && session.isJoined !== true;

const defaults = { fail_calc: "count(*)", warn_if: "!= 0", error_if: "!= 0" } as const;

const countsRows = (config: NodeConfig): boolean =>
  Object.entries(defaults).every(([key, value]) => (config[key] ?? value) === value);

const limited = (rows: number, { limit }: NodeConfig): number =>
  typeof limit === "number" ? Math.min(rows, limit) : rows;

/** The one row of `get_test_sql`. */
const resultOf = (failures: number, response: Response): QueryResult => ({
  columns: testColumns,
  rows: [[failures, failures !== 0, failures !== 0]],
  response,
});

const testColumns: readonly ResultColumn[] = [
  { name: "failures", type: "BIGINT", kind: "integer" },
  { name: "should_warn", type: "BOOLEAN", kind: "boolean" },
  { name: "should_error", type: "BOOLEAN", kind: "boolean" },
];

const stored: readonly string[] = ["table", "incremental", "seed", "snapshot"];

/** Whether a test reads one node alone, and that is a table. */
const tableReaders =
  ({ nodes }: Manifest) =>
  ({ depends_on: read }: ManifestNode): boolean => {
    const [only, ...others] = "nodes" in read ? read.nodes : [];
    const kind = only === undefined ? undefined : nodes[only]?.config.materialized;
    return others.length === 0 && kind !== undefined && stored.includes(kind);
  };
