/** Remembers which failures came out of a node's hooks, as the place that is shown is the node's own. */

type HookKind = "pre-hook" | "post-hook";

const kinds = new WeakMap<object, HookKind>();

/** @returns what was thrown, unchanged */
export function markFailedHook(thrown: unknown, kind: HookKind): unknown {
  if (thrown instanceof Error) kinds.set(thrown, kind);
  return thrown;
}

/** A sentence for who would look for the mistake in the node's query; undefined when no hook failed. */
export function failedHookHint(thrown: unknown): string | undefined {
  const kind = thrown instanceof Error ? kinds.get(thrown) : undefined;
  return kind && `It was not the query that failed, but a ${kind}.`;
}
