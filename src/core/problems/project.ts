/** What can be wrong with the project file, its packages, selectors.yml and the configs set there. */
import type { Place } from "../place.ts";
import { Problem } from "../problem.ts";
import { didYouMean } from "./wording.ts";

/**
 * The folder holds no project file.
 * @example
 * tsdbt build --project-dir /tmp
 */
export function projectFileIsMissing(dir: string): Problem {
  return new Problem(
    "PROJECT_FILE_MISSING",
    `There is no project.yml or dbt_project.yml in ${dir}.`,
    {
      hint: "Go to the project's folder, name it with --project-dir, or start a project with `tsdbt init`.",
    },
  );
}

/**
 * The folder holds both kinds of project file; project.yml is read and the other is not.
 * @example
 * touch project.yml dbt_project.yml
 */
export function projectFileIsDouble(file: string, ignored: string): Problem {
  return new Problem("PROJECT_FILE_DOUBLE", `${file} is read and ${ignored} is ignored.`, {
    at: { file: ignored, line: 1, column: 1 },
    hint: "Keep one of the two.",
  });
}

/**
 * The project file is empty or holds no mapping.
 * @example
 * - name: my_project
 */
export function projectIsNoMapping(at: Place): Problem {
  return new Problem(
    "PROJECT_NOT_MAPPING",
    "A project file must hold keys such as name and profile.",
    {
      at,
      hint: "Begin with `name: my_project`.",
    },
  );
}

/**
 * A key that every project needs is missing.
 * @example
 * profile: shop
 */
export function projectKeyIsMissing(key: string, at: Place): Problem {
  return new Problem("PROJECT_KEY_MISSING", `The project has no "${key}".`, {
    at,
    hint: `Add a line such as \`${key}: my_project\`.`,
  });
}

/**
 * The project file has a key that dbt does not know.
 * @example
 * name: shop
 * model-path: ["models"]
 */
export function projectKeyIsUnknown(key: string, at: Place, closest: string | undefined): Problem {
  return new Problem("PROJECT_KEY_UNKNOWN", `A project file has no key "${key}".`, {
    at,
    hint: didYouMean(closest) ?? "Remove it; settings of your own belong under `vars:`.",
  });
}

/**
 * A key of the project file has a value of the wrong type.
 * @example
 * name: shop
 * model-paths: models
 */
export function projectKeyIsWrong(key: string, wanted: string, got: string, at: Place): Problem {
  return new Problem("PROJECT_KEY_WRONG", `"${key}" must be ${wanted}, and is ${got}.`, { at });
}

/**
 * The project's name is no identifier, or a word that dbt keeps for itself.
 * @example
 * name: my-project
 */
export function projectNameIsInvalid(name: string, at: Place): Problem {
  return new Problem("PROJECT_NAME_INVALID", `"${name}" cannot be the name of a project.`, {
    at,
    hint: "Use letters, digits and _, begin with a letter, and avoid names of dbt's own packages.",
  });
}

/**
 * A key was renamed in dbt and still works under its old name.
 * @example
 * source-paths: ["models"]
 */
export function projectKeyIsDeprecated(
  key: string,
  instead: string | undefined,
  at: Place,
): Problem {
  return new Problem("PROJECT_KEY_DEPRECATED", `"${key}" is deprecated.`, {
    at,
    hint: instead === undefined ? "Remove it." : `Use ${instead}.`,
  });
}

/**
 * The old and the new name of a key both have a value.
 * @example
 * source-paths: ["models"]
 * model-paths: ["models"]
 */
export function projectKeysAreAlternatives(key: string, other: string, at: Place): Problem {
  return new Problem("PROJECT_KEYS_ALTERNATIVE", `"${key}" and "${other}" cannot both be set.`, {
    at,
    hint: `Keep "${other}".`,
  });
}

/**
 * selectors.yml does not have the form that dbt wants.
 * @example
 * selectors:
 *   - definition: "tag:nightly"
 */
export function selectorsFileIsWrong(reason: string, at: Place): Problem {
  return new Problem("SELECTORS_FILE_WRONG", reason, {
    at,
    hint: "An entry is `name: nightly` and `definition:` with text, a method, a union or an intersection.",
  });
}

/**
 * A config has a value of the wrong type.
 * @example
 * {{ config(enabled='yes') }}
 */
export function configValueIsWrong(key: string, wanted: string, got: string): Problem {
  return new Problem("CONFIG_VALUE_WRONG", `The config "${key}" must be ${wanted}, and is ${got}.`);
}
