/** Packages, and the versions that a project asks for. */
import type { Place } from "../place.ts";
import { Problem } from "../problem.ts";

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
