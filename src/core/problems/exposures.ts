/** Exposures and owners. */
import type { Place } from "../place.ts";
import { Problem } from "../problem.ts";
import { listed } from "./wording.ts";

/**
 * A key of an exposure holds a word that it cannot.
 *
 * @example
 * exposures: [{name: sales, type: report, owner: {name: me}}]
 */
export const invalidExposure = (
  name: string,
  key: string,
  value: string,
  choices: readonly string[],
  at: Place,
) =>
  new Problem("INVALID_EXPOSURE", `The exposure "${name}" has the ${key} "${value}".`, {
    at,
    hint: `Use one of ${listed(choices)}.`,
  });

/**
 * What an exposure depends on is neither a `ref`, a `source` nor a `metric`.
 *
 * @example
 * exposures: [{name: sales, type: dashboard, owner: {name: me}, depends_on: [orders]}]
 */
export const exposureDependsOn = (name: string, line: string, at: Place) =>
  new Problem("EXPOSURE_DEPENDS_ON", `The exposure "${name}" depends on "${line}".`, {
    at,
    hint: "Write ref('…') or source('…', '…').",
  });

/**
 * An owner has neither a name nor an address.
 *
 * @example
 * groups: [{name: finance, owner: {slack: "#finance"}}]
 */
export const ownerWithoutName = (name: string, section: string, at: Place) =>
  new Problem(
    "OWNER_WITHOUT_NAME",
    `The owner of "${name}" (${section}) has no name and no email.`,
    {
      at,
    },
  );
