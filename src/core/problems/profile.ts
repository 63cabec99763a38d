/** What can be wrong with profiles.yml: the file, the profile, the target, the credentials. */
import { closestName } from "../closest.ts";
import type { Place } from "../place.ts";
import { Problem } from "../problem.ts";
import { didYouMean } from "./wording.ts";

/**
 * There is no profiles.yml in any of the places where it may stand.
 * @example
 * rm ~/.dbt/profiles.yml && tsdbt run
 */
export function profilesFileIsMissing(searched: readonly string[]): Problem {
  return new Problem(
    "PROFILES_FILE_MISSING",
    `There is no profiles.yml in ${searched.join(" or ")}.`,
    {
      hint: "Write one beside the project file, or name its folder with --profiles-dir.",
    },
  );
}

/**
 * profiles.yml is empty or holds no mapping.
 * @example
 * # nothing here
 */
export function profilesFileIsWrong(at: Place): Problem {
  return new Problem("PROFILES_FILE_WRONG", "profiles.yml holds no profiles.", {
    at,
    hint: "Write the profile's name, and below it `target:` and `outputs:`.",
  });
}

/**
 * Neither the project nor the command line says which profile to use.
 * @example
 * name: shop
 */
export function profileIsNotNamed(file: string): Problem {
  return new Problem("PROFILE_NOT_NAMED", "The project does not say which profile it uses.", {
    at: { file, line: 1, column: 1 },
    hint: "Add `profile: name` to the project file, or pass --profile.",
  });
}

/**
 * profiles.yml has no profile of that name.
 * @example
 * tsdbt run --profile nowhere
 * @param at where the name was written; nowhere when it came as an option
 */
export function profileIsMissing(
  name: string,
  file: string,
  known: readonly string[],
  at: Place | undefined,
): Problem {
  const list = known.length === 0 ? "It has none." : `It has: ${known.join(", ")}.`;
  return new Problem("PROFILE_MISSING", `There is no profile "${name}" in ${file}.`, {
    at: at ?? { file, line: 1, column: 1 },
    hint: didYouMean(closestName(name, known)) ?? list,
  });
}

/**
 * A profile has no `outputs`.
 * @example
 * shop:
 *   target: dev
 */
export function profileHasNoOutputs(name: string, at: Place): Problem {
  return new Problem("PROFILE_WITHOUT_OUTPUTS", `The profile "${name}" has no outputs.`, {
    at,
    hint: "Below `outputs:` stands each target with its `type` and connection.",
  });
}

/**
 * The profile has no target of that name.
 * @example
 * tsdbt run --target prod
 */
export function targetIsMissing(
  name: string,
  profile: string,
  known: readonly string[],
  at: Place,
): Problem {
  return new Problem("TARGET_MISSING", `The profile "${profile}" has no target "${name}".`, {
    at,
    hint: `Its targets are: ${known.join(", ") || "none"}.`,
  });
}

/**
 * A target is no mapping.
 * @example
 * outputs:
 *   dev: duckdb
 */
export function targetIsNoMapping(name: string, at: Place): Problem {
  return new Problem("TARGET_NOT_MAPPING", `The target "${name}" must be a mapping with a type.`, {
    at,
  });
}

/**
 * A target does not say for which database it is.
 * @example
 * outputs:
 *   dev:
 *     path: shop.duckdb
 */
export function targetHasNoType(name: string, at: Place): Problem {
  return new Problem("TARGET_WITHOUT_TYPE", `The target "${name}" has no type.`, {
    at,
    hint: "Add `type: duckdb` or `type: postgres`.",
  });
}

/**
 * The target is for a database that tsdbt does not speak.
 * @example
 * outputs:
 *   dev:
 *     type: snowflake
 */
export function targetTypeIsUnknown(type: string, at: Place): Problem {
  return new Problem("TARGET_TYPE_UNKNOWN", `tsdbt does not speak to "${type}".`, {
    at,
    hint: "It speaks to duckdb and postgres.",
  });
}

/**
 * A credential that the database needs is missing.
 * @example
 * outputs:
 *   dev: {type: postgres, host: localhost}
 */
export function credentialIsMissing(key: string, target: string, at: Place): Problem {
  return new Problem("CREDENTIAL_MISSING", `The target "${target}" has no "${key}".`, { at });
}

/**
 * A credential has a value of the wrong type.
 * @example
 * port: "{{ env_var('PGPORT') }}"
 */
export function credentialIsWrong(
  key: string,
  wanted: string,
  got: string,
  at: Place,
  hint?: string,
): Problem {
  return new Problem("CREDENTIAL_WRONG", `"${key}" must be ${wanted}, and is ${got}.`, {
    at,
    hint,
  });
}

/**
 * One credential stands under two names.
 * @example
 * pass: secret
 * password: secret
 */
export function credentialIsDouble(key: string, alias: string, at: Place): Problem {
  return new Problem("CREDENTIAL_DOUBLE", `"${alias}" and "${key}" are the same; both are set.`, {
    at,
    hint: `Keep "${key}".`,
  });
}

/**
 * A key of the target is unknown, and ignored.
 * @example
 * outputs:
 *   dev: {type: duckdb, pth: shop.duckdb}
 */
export function credentialIsUnknown(key: string, at: Place, closest: string | undefined): Problem {
  return new Problem("CREDENTIAL_UNKNOWN", `The key "${key}" is unknown and ignored.`, {
    at,
    hint: closest === undefined ? undefined : `Did you mean "${closest}"?`,
  });
}

/**
 * A feature of dbt-duckdb that needs Python.
 * @example
 * plugins: [{module: excel}]
 */
export function credentialNeedsPython(key: string, at: Place): Problem {
  return new Problem("CREDENTIAL_NEEDS_PYTHON", `"${key}" works in Python only; tsdbt has none.`, {
    at,
    hint: hintsOfPython[key] ?? "Remove it.",
  });
}

const hintsOfPython: Readonly<Record<string, string>> = {
  plugins: "Read files with DuckDB's own functions or extensions, such as read_xlsx of `excel`.",
  filesystems: "Use the extensions httpfs, aws or azure with `secrets:`.",
  remote: "Attach the database with `attach:`.",
};

/**
 * The name under `database` is not the one that DuckDB gives to the file.
 * @example
 * path: shop.duckdb
 * database: other
 */
export function databaseIsNotOfPath(database: string, expected: string, at: Place): Problem {
  return new Problem(
    "DATABASE_NOT_OF_PATH",
    `DuckDB calls the database of that path "${expected}", not "${database}".`,
    { at, hint: `Write \`database: ${expected}\`, or leave it out.` },
  );
}

/**
 * The MotherDuck token stands in two places with different values.
 * @example
 * motherduck_token: a
 * settings: {motherduck_token: b}
 */
export function tokenIsDouble(at: Place): Problem {
  return new Problem("TOKEN_DOUBLE", "Two different MotherDuck tokens are set.", {
    at,
    hint: "Keep one of them.",
  });
}

/**
 * The number of threads is no whole number from 1 on.
 * @example
 * threads: many
 */
export function threadsAreWrong(got: string, at: Place): Problem {
  return new Problem(
    "THREADS_WRONG",
    `"threads" must be a whole number from 1 on, and is ${got}.`,
    {
      at,
    },
  );
}
