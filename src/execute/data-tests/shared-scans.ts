/**
 * Counts the nulls of several columns in one scan: the tests `not_null` of a relation that may all run now are answered by
 * the first of them. A test whose column is not among those that were counted runs by itself, so a wrong guess of what
 * other tests will ask costs time only.
 */
import type { Cell, Response } from "../../adapters/adapter.ts";
import type { Manifest } from "../../core/manifest.ts";
import { type GenericTest, isGenericTest, type ManifestNode } from "../../core/nodes.ts";
import type { NodeContext } from "../context/node-context.ts";
import type { ColumnTest } from "./known-queries.ts";

export interface NullCount {
  readonly nulls: number;
  readonly response: Response;
}

export interface Scan {
  readonly isBegun: boolean;
  /** The test has its answer from elsewhere. */
  leave(): void;
  /** Undefined when the scan failed or was about other columns. */
  count(context: NodeContext): Promise<NullCount | undefined>;
}

/** The scan that answers a test; undefined when it would answer no other. */
export type ScanFor = (test: ColumnTest, node: ManifestNode) => Scan | undefined;

/** More would make a plan that takes long to think out. */
const mostColumns = 100;

type Counts = ReadonlyMap<string, NullCount>;

/** @param selected ids of the nodes that run, each once */
export function createSharedScans(manifest: Manifest, selected: ReadonlySet<string>): ScanFor {
  const begun = new Map<string, Promise<Counts>>();
  const answered = new Set<string>();
  let families: ReadonlyMap<string, readonly GenericTest[]> | undefined;

  /** The columns of the tests like this one that nobody has answered yet. */
  const columnsToCome = (node: GenericTest): readonly string[] => {
    families ??= familiesOf(manifest, selected);
    const tests = families.get(familyOf(node)) ?? [];
    return tests.filter(({ unique_id: id }) => !answered.has(id)).map(columnOf);
  };

  return ({ column, relation }, node) => {
    if (!isGenericTest(node)) return undefined;
    const isBegun = begun.has(relation);
    if (!isBegun && columnsToCome(node).every((other) => other === column)) return undefined;
    return {
      isBegun,
      leave: () => answered.add(node.unique_id),
      async count(context) {
        const columns = new Set([column, ...columnsToCome(node)].slice(0, mostColumns));
        const counts = begun.get(relation) ?? countNulls([...columns], relation, context);
        begun.set(relation, counts);
        return (await counts).get(column);
      },
    };
  };
}

/** Tests that differ in their column only, and wait for the same nodes. */
const familyOf = ({ test_metadata: made, package_name, config, depends_on }: GenericTest): string =>
  JSON.stringify([made.kwargs.model, package_name, config.where, depends_on.nodes]);

const columnOf = ({ test_metadata: { kwargs } }: GenericTest): string => String(kwargs.column_name);

function familiesOf(manifest: Manifest, selected: ReadonlySet<string>) {
  const families = new Map<string, GenericTest[]>();
  for (const id of selected) {
    const node = manifest.nodes[id];
    const isNotNull =
      node !== undefined && isGenericTest(node) && node.test_metadata.name === "not_null";
    if (!isNotNull || node.test_metadata.namespace !== null) continue;
    const key = familyOf(node);
    families.set(key, [...(families.get(key) ?? []), node]);
  }
  return families;
}

/** Empty when it fails: each test then finds out by itself what is wrong with its column. */
async function countNulls(
  columns: readonly string[],
  relation: string,
  context: NodeContext,
): Promise<Counts> {
  const counted = columns.map((column) => `count(*) filter (where ${column} is null)`);
  try {
    const sql = `select ${counted.join(", ")}\nfrom ${relation}`;
    const { rows, response } = await context.execute(sql, { fetch: true });
    const cells: readonly Cell[] = rows[0] ?? [];
    const count = (index: number): NullCount => ({ nulls: Number(cells[index]), response });
    return new Map(columns.map((column, index) => [column, count(index)]));
  } catch {
    return new Map();
  }
}
