/** Templates in settings: vars, environment variables. */
import type { Place } from "../place.ts";
import { Problem, type ProblemDetails } from "../problem.ts";

/**
 * Jinja in the project file, in selectors.yml, packages.yml or profiles.yml cannot be rendered.
 * @example
 * models:
 *   +schema: "{{ env_var('NOT_SET') }}"
 */
export function settingCannotBeRendered(message: string, details: ProblemDetails): Problem {
  return new Problem("SETTING_NOT_RENDERED", message, details);
}

/**
 * Variables stand in vars.yml and in the project file.
 * @example
 * vars: {a: 1}
 */
export function varsAreInTwoFiles(at: Place): Problem {
  return new Problem("VARS_IN_TWO_FILES", "Variables stand here and in vars.yml.", {
    at,
    hint: "Keep them in one of the two files.",
  });
}

/**
 * A template asks for a variable that is not set, and gives no default.
 * @example
 * select '{{ var("not_set") }}'
 */
export function varIsMissing(name: string, known: readonly string[]): Problem {
  const list = known.length === 0 ? "No variable is set." : `Set are: ${known.join(", ")}.`;
  return new Problem("VAR_MISSING", `The variable "${name}" is not set.`, {
    hint: `${list} Pass --vars '{${name}: …}', add it under \`vars:\`, or give a default: var('${name}', …).`,
  });
}

/**
 * A template asks for an environment variable that is not set, and gives no default.
 * @example
 * schema: "{{ env_var('NOT_SET') }}"
 */
export function envVarIsMissing(name: string): Problem {
  return new Problem("ENV_VAR_MISSING", `The environment variable "${name}" is not set.`, {
    hint: `Set it, or give a default: env_var('${name}', '…').`,
  });
}

/**
 * A secret environment variable is used where its value could be printed.
 * @example
 * select '{{ env_var("DBT_ENV_SECRET_TOKEN") }}'
 */
export function envVarIsSecret(name: string): Problem {
  return new Problem("ENV_VAR_SECRET", `"${name}" is a secret and cannot be read here.`, {
    hint: "Variables named DBT_ENV_SECRET_… may only be used in profiles.yml and packages.yml.",
  });
}

/**
 * `set_strict` or `zip_strict` got something that cannot be walked through.
 * @example
 * {{ set_strict(1) }}
 */
export function valueIsNotIterable(name: string, reason: string): Problem {
  return new Problem("VALUE_NOT_ITERABLE", `${name}() needs a list or the like: ${reason}.`);
}
