/** What can be wrong with a YAML file as such. */
import type { Place } from "../place.ts";
import { Problem } from "../problem.ts";

/**
 * The text is not YAML, so nothing in the file can be read.
 * @example
 * models:
 *   - name: orders
 *    description: one blank too few
 */
export function yamlIsBroken(
  reason: string,
  at: Place,
  source: string,
  hint = hintOf(reason),
): Problem {
  return new Problem("YAML_INVALID", `This is not valid YAML: ${reason}.`, { at, source, hint });
}

/** What to do about what js-yaml says of the two usual slips. */
function hintOf(reason: string): string | undefined {
  if (reason.startsWith("tab characters")) return "Indent with spaces.";
  return reason === "bad indentation of a mapping entry"
    ? "Begin the keys of one mapping in the same column, and quote a value that holds `: `."
    : undefined;
}

/**
 * A value begins with `{{`, which YAML reads as a mapping within a mapping.
 * @example
 * schema: {{ env_var('SCHEMA') }}
 */
export function jinjaIsNotQuoted(at: Place, source: string): Problem {
  return new Problem(
    "YAML_JINJA_NOT_QUOTED",
    "YAML takes the braces of this Jinja for a mapping.",
    {
      at,
      source,
      hint: `Put quotes around the whole value: "{{ … }}".`,
    },
  );
}

/**
 * A mapping has a list or a mapping as its key, which Python cannot hold.
 * @example
 * ? [a, b]
 * : value
 */
export function keyIsNoScalar(at: Place, source: string): Problem {
  return new Problem("YAML_KEY_NOT_SCALAR", "A list or a mapping cannot be a key.", {
    at,
    source,
    hint: "Use a word or a number as the key, or quote it.",
  });
}

/**
 * A tag such as `!include` or `!!python/name` that dbt's YAML reader does not know.
 * @example
 * models: !include models.yml
 */
export function tagIsUnknown(tag: string, at: Place, source: string): Problem {
  return new Problem("YAML_TAG_UNKNOWN", `The tag "${tag}" is unknown.`, {
    at,
    source,
    hint: "Remove the tag; dbt files use plain YAML.",
  });
}

/**
 * A key stands twice in one mapping. The last one counts and the first is lost without a trace.
 * @example
 * models:
 *   - name: orders
 *     description: first
 *     description: second
 */
export function keyIsDuplicate(key: string, at: Place, source: string): Problem {
  return new Problem("YAML_KEY_DUPLICATE", `The key "${key}" stands twice; the last one counts.`, {
    at,
    source,
    hint: "Remove one of the two.",
  });
}
