/** Checks a target's keys against a table of what a database takes. Fills defaults in, translates aliases. */

import { closestName } from "../../../core/closest.ts";
import { type Data, type DataObject, mappingOf, ownValue } from "../../../core/data.ts";
import type { Place } from "../../../core/place.ts";
import type { Problem } from "../../../core/problem.ts";
import {
  credentialIsDouble,
  credentialIsMissing,
  credentialIsUnknown,
  credentialIsWrong,
} from "../../../core/problems/profile.ts";
import { isDataObject, typeOfData } from "../data-object.ts";
import type { Environment, Warning } from "../project-settings.ts";

export interface Credential {
  readonly type: "text" | "integer" | "boolean" | "mapping" | "list";
  readonly isRequired?: boolean;
  /** The environment variable that stands for it where the profile has nothing. */
  readonly variable?: string;
  readonly default?: Data;
}

export interface CredentialTable {
  readonly credentials: Readonly<Record<string, Credential>>;
  /** Other names that a key may have: alias → key. */
  readonly aliases: Readonly<Record<string, string>>;
  /** What templates may see of it, in dbt's order. */
  readonly publicKeys: readonly string[];
}

/** The target that is checked. */
export interface TargetSource {
  readonly target: string;
  readonly values: DataObject;
  readonly env?: Environment;
  at(key?: string): Place;
}

export interface CheckedCredentials {
  readonly credentials: Record<string, Data>;
  readonly problems: Problem[];
  readonly warnings: Warning[];
}

const accepts: Readonly<Record<Credential["type"], (value: Data) => boolean>> = {
  text: (value) => typeof value === "string",
  integer: (value) => typeof value === "number" && Number.isInteger(value),
  boolean: (value) => typeof value === "boolean",
  mapping: (value) => isDataObject(value),
  list: (value) => Array.isArray(value),
};

const wanted: Readonly<Record<Credential["type"], string>> = {
  text: "text",
  integer: "a whole number",
  boolean: "true or false",
  mapping: "a mapping",
  list: "a list",
};

/** Jinja gives text unless told otherwise. */
const filters: Partial<Record<Credential["type"], string>> = {
  integer: "After Jinja, write `| as_number`.",
  boolean: "After Jinja, write `| as_bool`.",
};

export function checkCredentials(source: TargetSource, table: CredentialTable): CheckedCredentials {
  const problems: Problem[] = [];
  const warnings: Warning[] = [];
  const credentials: Record<string, Data> = {};
  const given = translate(source, table, problems);
  for (const [key, credential] of Object.entries(table.credentials)) {
    const value = given[key] ?? fromEnvironment(credential, source.env);
    if (value === undefined || value === null) {
      if (credential.isRequired)
        problems.push(credentialIsMissing(key, source.target, source.at()));
      else credentials[key] = credential.default ?? null;
      continue;
    }
    credentials[key] = value;
    if (accepts[credential.type](value)) continue;
    const hint = typeof value === "string" ? filters[credential.type] : undefined;
    problems.push(
      credentialIsWrong(key, wanted[credential.type], typeOfData(value), source.at(key), hint),
    );
  }
  for (const key of Object.keys(given)) {
    if (Object.hasOwn(table.credentials, key)) continue;
    const guess = closestName(key, [
      ...Object.keys(table.credentials),
      ...Object.keys(table.aliases),
    ]);
    const problem = credentialIsUnknown(key, source.at(key), guess);
    warnings.push({ name: "UnknownCredential", problem });
  }
  return { credentials, problems, warnings };
}

function fromEnvironment({ variable, type }: Credential, env: Environment = {}): Data | undefined {
  const text = variable === undefined ? undefined : env[variable];
  if (text === undefined || text === "") return undefined;
  return type === "integer" ? Number(text) : text;
}

function translate(source: TargetSource, table: CredentialTable, problems: Problem[]): DataObject {
  const translated = mappingOf<Data>();
  for (const [written, value] of Object.entries(source.values)) {
    const key = ownValue(table.aliases, written) ?? written;
    if (key !== written && Object.hasOwn(source.values, key)) {
      problems.push(credentialIsDouble(key, written, source.at(written)));
    }
    translated[key] = value;
  }
  return translated;
}
