/**
 * Visits every node once what it depends on has been visited, several at a time, those first that most work waits
 * for. Knows nothing of SQL: failing, skipping and timing are the visitor's business.
 */

export interface WalkOptions {
  /** Every node with what must be visited before it; no cycles. Dependencies that are not keys count as done. */
  readonly dependsOn: ReadonlyMap<string, readonly string[]>;
  /** At most so many visits at once. */
  readonly workers: number;
  /** How long a node took last time, in any unit; without it every node counts the same. */
  readonly cost?: ((id: string) => number | undefined) | undefined;
  /** No further visit begins once it fires; those under way are waited for. */
  readonly signal?: AbortSignal | undefined;
  /**
   * `worker`: 0 up to workers - 1, one visit at a time each. `borrow`: takes a worker that has nothing to do, for a
   * part of this visit. What it throws ends the walk as the signal does.
   */
  visit(id: string, worker: number, borrow: () => Loan | undefined): Promise<void>;
}

/** A worker that helps with another's visit. */
export interface Loan {
  readonly worker: number;
  /** Once, before the visit ends. */
  giveBack(): void;
}

/**
 * @returns the nodes that were not visited because the signal fired, in the order given
 * @throws what the first failing visit threw, once all others are through
 */
export async function walkGraph(options: WalkOptions): Promise<string[]> {
  const { workers, signal, visit } = options;
  const network = networkOf(options.dependsOn);
  const { ids, parents, children } = network;
  const waiting = parents.map((before) => before.length);
  const ready = readyQueue(criticalPaths(options, network));
  for (const [node, count] of waiting.entries()) if (count === 0) ready.push(node);

  const idle = Array.from({ length: Math.max(1, workers) }, (_, worker) => worker).reverse();
  const visited = ids.map(() => false);
  const failures: unknown[] = [];
  await new Promise<void>((resolve) => {
    let running = 0;
    const finish = (node: number, worker: number) => {
      running--;
      idle.push(worker);
      for (const child of children[node] ?? []) {
        const left = (waiting[child] ?? 0) - 1;
        waiting[child] = left;
        if (left === 0) ready.push(child);
      }
      start();
    };
    const borrow = (): Loan | undefined => {
      const worker = idle.pop();
      if (worker === undefined) return undefined;
      return {
        worker,
        giveBack() {
          idle.push(worker);
          start();
        },
      };
    };
    const start = () => {
      while (idle.length > 0 && failures.length === 0 && signal?.aborted !== true) {
        const node = ready.pop();
        if (node === undefined) break;
        const id = ids[node] ?? "";
        const worker = idle.pop() ?? 0;
        running++;
        visited[node] = true;
        attempt(() => visit(id, worker, borrow), failures).then(
          () => finish(node, worker),
          resolve,
        );
      }
      if (running === 0) resolve();
    };
    start();
  });
  if (failures.length > 0) throw failures[0];
  const left = ids.filter((_, node) => visited[node] === false);
  if (left.length > 0 && signal?.aborted !== true)
    throw new Error("Bug: a cycle reached walkGraph");
  return left;
}

async function attempt(visit: () => Promise<void>, failures: unknown[]): Promise<void> {
  try {
    await visit();
  } catch (thrown) {
    failures.push(thrown);
  }
}

/** The nodes by their positions: numbers are much cheaper to look up than ids. */
interface Network {
  readonly ids: readonly string[];
  /** By position, the positions of those to be visited before. */
  readonly parents: readonly (readonly number[])[];
  readonly children: readonly (readonly number[])[];
}

function networkOf(dependsOn: ReadonlyMap<string, readonly string[]>): Network {
  const ids = [...dependsOn.keys()];
  const positions = new Map(ids.map((id, position) => [id, position]));
  const children: number[][] = ids.map(() => []);
  const parents = [...dependsOn.values()].map((needs, node) => {
    const present: number[] = [];
    for (const need of needs) {
      const position = positions.get(need);
      if (position === undefined) continue;
      present.push(position);
      children[position]?.push(node);
    }
    return present;
  });
  return { ids, parents, children };
}

/** For each node, the cost of the longest chain that starts with it. */
function criticalPaths({ cost }: WalkOptions, network: Network): readonly number[] {
  const { ids, children } = network;
  const usual = usualCost(ids, cost);
  const longest = ids.map(() => 0);
  for (const node of childrenFirst(network)) {
    let after = 0;
    for (const child of children[node] ?? []) after = Math.max(after, longest[child] ?? 0);
    longest[node] = (cost?.(ids[node] ?? "") ?? usual) + after;
  }
  return longest;
}

/** What a node without a known cost is taken for: the median of the others. */
function usualCost(ids: readonly string[], cost: WalkOptions["cost"]): number {
  const known: number[] = [];
  if (cost !== undefined) {
    for (const id of ids) {
      const own = cost(id);
      if (own !== undefined) known.push(own);
    }
  }
  known.sort((a, b) => a - b);
  return known[known.length >> 1] ?? 1;
}

function childrenFirst({ parents, children }: Network): number[] {
  const left = children.map((after) => after.length);
  const order = [...left.keys()].filter((node) => left[node] === 0);
  for (const node of order) {
    for (const parent of parents[node] ?? []) {
      const count = (left[parent] ?? 0) - 1;
      left[parent] = count;
      if (count === 0) order.push(parent);
    }
  }
  return order;
}

/** The longest path first, then the order in which the nodes were given: a heap of ranks, which are cheap to compare. */
function readyQueue(paths: readonly number[]) {
  const byRank = [...paths.keys()].sort((a, b) => (paths[b] ?? 0) - (paths[a] ?? 0));
  const rankOf: number[] = [];
  for (const [rank, node] of byRank.entries()) rankOf[node] = rank;
  const heap: number[] = [];
  const at = (index: number) => heap[index] ?? Number.POSITIVE_INFINITY;
  const swap = (a: number, b: number) => {
    const kept = at(a);
    heap[a] = at(b);
    heap[b] = kept;
  };
  const sink = () => {
    for (let index = 0; ; ) {
      const left = index * 2 + 1;
      const smaller = at(left + 1) < at(left) ? left + 1 : left;
      if (at(smaller) >= at(index)) return;
      swap(index, smaller);
      index = smaller;
    }
  };
  return {
    push(node: number) {
      heap.push(rankOf[node] ?? Number.POSITIVE_INFINITY);
      for (let index = heap.length - 1; index > 0; ) {
        const parent = (index - 1) >> 1;
        if (at(index) >= at(parent)) break;
        swap(index, parent);
        index = parent;
      }
    },
    pop(): number | undefined {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined) return undefined;
      if (heap.length > 0) {
        heap[0] = last;
        sink();
      }
      return byRank[first];
    },
  };
}
