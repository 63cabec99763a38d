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
  const { dependsOn, workers, signal, visit } = options;
  const { waiting, children } = countDependencies(dependsOn);
  const ready = readyQueue([...dependsOn.keys()], criticalPaths(options, children));
  for (const [id, count] of waiting) if (count === 0) ready.push(id);

  const idle = Array.from({ length: Math.max(1, workers) }, (_, worker) => worker).reverse();
  const visited = new Set<string>();
  const failures: unknown[] = [];
  await new Promise<void>((resolve) => {
    const running = new Set<string>();
    const finish = (id: string, worker: number) => {
      running.delete(id);
      idle.push(worker);
      for (const child of children.get(id) ?? []) {
        const left = (waiting.get(child) ?? 0) - 1;
        waiting.set(child, left);
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
        const id = ready.pop();
        if (id === undefined) break;
        const worker = idle.pop() ?? 0;
        running.add(id);
        visited.add(id);
        attempt(() => visit(id, worker, borrow), failures).then(() => finish(id, worker), resolve);
      }
      if (running.size === 0) resolve();
    };
    start();
  });
  if (failures.length > 0) throw failures[0];
  const left = [...dependsOn.keys()].filter((id) => !visited.has(id));
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

function countDependencies(dependsOn: ReadonlyMap<string, readonly string[]>) {
  const waiting = new Map<string, number>();
  const children = new Map<string, string[]>();
  for (const [id, needs] of dependsOn) {
    const present = needs.filter((need) => dependsOn.has(need));
    waiting.set(id, present.length);
    for (const need of present) {
      const list = children.get(need);
      if (list === undefined) children.set(need, [id]);
      else list.push(id);
    }
  }
  return { waiting, children };
}

/** For each node, the cost of the longest chain that starts with it. */
function criticalPaths(
  { dependsOn, cost }: WalkOptions,
  children: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, number> {
  const usual = usualCost(dependsOn.keys(), cost);
  const longest = new Map<string, number>();
  for (const id of childrenFirst(dependsOn, children)) {
    const after = (children.get(id) ?? []).map((child) => longest.get(child) ?? 0);
    longest.set(id, (cost?.(id) ?? usual) + after.reduce((most, next) => Math.max(most, next), 0));
  }
  return longest;
}

/** What a node without a known cost is taken for: the median of the others. */
function usualCost(ids: Iterable<string>, cost: WalkOptions["cost"]): number {
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

function childrenFirst(
  dependsOn: ReadonlyMap<string, readonly string[]>,
  children: ReadonlyMap<string, readonly string[]>,
): string[] {
  const left = new Map([...dependsOn.keys()].map((id) => [id, children.get(id)?.length ?? 0]));
  const order = [...dependsOn.keys()].filter((id) => left.get(id) === 0);
  for (const id of order) {
    for (const parent of dependsOn.get(id) ?? []) {
      if (!left.has(parent)) continue;
      const count = (left.get(parent) ?? 0) - 1;
      left.set(parent, count);
      if (count === 0) order.push(parent);
    }
  }
  return order;
}

/** The longest path first, then the order in which the nodes were given: a heap of ranks, which are cheap to compare. */
function readyQueue(ids: readonly string[], paths: ReadonlyMap<string, number>) {
  const byRank = ids
    .map((id) => ({ id, path: paths.get(id) ?? 0 }))
    .sort((a, b) => b.path - a.path);
  const rankOf = new Map(byRank.map(({ id }, rank) => [id, rank]));
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
    push(id: string) {
      heap.push(rankOf.get(id) ?? Number.POSITIVE_INFINITY);
      for (let index = heap.length - 1; index > 0; ) {
        const parent = (index - 1) >> 1;
        if (at(index) >= at(parent)) break;
        swap(index, parent);
        index = parent;
      }
    },
    pop(): string | undefined {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined) return undefined;
      if (heap.length > 0) {
        heap[0] = last;
        sink();
      }
      return byRank[first]?.id;
    },
  };
}
