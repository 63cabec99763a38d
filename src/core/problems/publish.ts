/** What keeps a run with `publish: together` from being published. */
import { Problem } from "../problem.ts";

/**
 * A node failed, or the run was stopped, so that nothing of it was published.
 * @example
 * tsdbt build --publish together   -- and a test of severity error finds rows
 */
export const publicationHeldBack = (ids: readonly string[]) =>
  new Problem(
    "PUBLICATION_HELD_BACK",
    `Nothing was published, because ${ids.length === 0 ? "the run was stopped" : `these failed: ${listOf(ids)}`}.`,
    { hint: "What readers see is as it was. Mend it, and run again." },
  );

/**
 * A node leaves something outside the database, which cannot be taken back when a test fails.
 * @example
 * {{ config(materialized='external') }}   -- and tsdbt build --publish together
 */
export const publicationImpossible = (ids: readonly string[]) =>
  new Problem(
    "PUBLICATION_IMPOSSIBLE",
    `These nodes write files, which cannot be published together with the rest: ${listOf(ids)}.`,
    {
      hint: "Leave them out with --exclude config.materialized:external, and build them afterwards.",
    },
  );

const shown = 10;

const listOf = (ids: readonly string[]): string =>
  ids.length <= shown
    ? ids.join(", ")
    : `${ids.slice(0, shown).join(", ")} and ${ids.length - shown} more`;
