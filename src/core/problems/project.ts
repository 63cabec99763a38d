/** What can be wrong with the project file, its packages, selectors.yml and the configs set there. */
import type { Place } from "../place.ts";
import { Problem, type ProblemDetails } from "../problem.ts";

const didYouMean = (closest: string | undefined): string | undefined =>
  closest === undefined ? undefined : `Did you mean "${closest}"?`;

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
 * The project or package is not made for dbt 1.12.6, whose language tsdbt speaks.
 * @example
 * require-dbt-version: ">=2.0.0"
 */
export function versionIsNotSupported(project: string, required: string, at: Place): Problem {
  return new Problem(
    "VERSION_NOT_SUPPORTED",
    `"${project}" requires dbt ${required}; tsdbt speaks the language of dbt 1.12.6.`,
    { at, hint: "Take a version of the package that fits, or pass --no-version-check." },
  );
}

/**
 * No version at all can meet the requirement.
 * @example
 * require-dbt-version: [">=1.5.0", "<1.0.0"]
 */
export function versionIsImpossible(project: string, required: string, at: Place): Problem {
  return new Problem(
    "VERSION_IMPOSSIBLE",
    `The requirement ${required} of "${project}" can never be met.`,
    { at, hint: "Correct the bounds." },
  );
}

/**
 * A version specifier cannot be read.
 * @example
 * require-dbt-version: "about 1.5"
 */
export function versionIsUnreadable(text: string, at: Place): Problem {
  return new Problem("VERSION_UNREADABLE", `"${text}" is no version such as ">=1.5.0".`, { at });
}

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

/**
 * A config has a value of the wrong type.
 * @example
 * {{ config(enabled='yes') }}
 */
export function configValueIsWrong(key: string, wanted: string, got: string): Problem {
  return new Problem("CONFIG_VALUE_WRONG", `The config "${key}" must be ${wanted}, and is ${got}.`);
}

/**
 * A package that the project lists is not there.
 * @example
 * packages:
 *   - package: dbt-labs/dbt_utils
 *     version: 1.3.0
 */
export function packageIsMissing(name: string, dir: string, at: Place): Problem {
  return new Problem("PACKAGE_MISSING", `The package "${name}" is not in ${dir}.`, {
    at,
    hint: "Install it with `dbt deps`, or copy its folder there.",
  });
}

/**
 * The folder of a `local:` package does not exist or has no project file.
 * @example
 * packages:
 *   - local: ../nowhere
 */
export function localPackageIsMissing(dir: string, at: Place): Problem {
  return new Problem("PACKAGE_LOCAL_MISSING", `No project lies in ${dir}.`, {
    at,
    hint: "Correct the path; it starts at the project's folder.",
  });
}

/**
 * Two packages have the same name, or a package has the project's own.
 * @example
 * packages:
 *   - local: ./one
 *   - local: ./copy_of_one
 */
export function packageIsDouble(name: string, first: string, second: string): Problem {
  return new Problem(
    "PACKAGE_DOUBLE",
    `Two projects are called "${name}": ${first} and ${second}.`,
    {
      hint: "Rename one of them, or remove it.",
    },
  );
}

/**
 * packages.yml or dependencies.yml does not have the form that dbt wants.
 * @example
 * packages:
 *   dbt_utils: 1.3.0
 */
export function packagesFileIsWrong(reason: string, at: Place): Problem {
  return new Problem("PACKAGES_FILE_WRONG", reason, {
    at,
    hint: "List the packages: `packages: [{package: dbt-labs/dbt_utils, version: 1.3.0}]`.",
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
