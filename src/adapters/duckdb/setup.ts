/** The statements that make a DuckDB database what the profile says: settings, secrets, attached databases. Pure. */
import type { Data, DataObject } from "../../core/data.ts";
import { attachOptionTwice } from "../../core/problems/database.ts";
import { literal } from "./quoting.ts";

const text = (value: Data): string => literal(String(value));

/** `settings:`; every connection gets them, since some are kept per connection. */
export function settingStatements(settings: DataObject): readonly string[] {
  return Object.entries(settings).map(([name, value]) => `set ${name} = ${text(value ?? "")}`);
}

const unquotedSecretKeys = ["type", "provider", "extra_http_headers"];

/** One entry of `secrets:`; `index` counts from 1 and names a secret that has no name. */
export function secretStatement(secret: DataObject, index: number): string {
  const { name = `_dbt_secret_${index}`, persistent, scope, ...options } = secret;
  const scopes = Array.isArray(scope)
    ? scope
    : scope === undefined || scope === null
      ? []
      : [scope];
  const parts = [
    ...Object.entries(options)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => secretOption(key, value!)),
    ...scopes.map((each) => `scope ${text(each)}`),
  ];
  const kind = persistent === true ? " persistent" : "";
  return `create or replace${kind} secret ${String(name)} (${parts.join(", ")})`;
}

function secretOption(key: string, value: Data): string {
  if (Array.isArray(value)) return `${key} array [${value.map(text).join(", ")}]`;
  if (isObject(value)) {
    const entries = Object.entries(value).map(([name, each]) => `${literal(name)}: ${text(each)}`);
    return `${key} map {${entries.join(", ")}}`;
  }
  return unquotedSecretKeys.includes(key) ? `${key} ${String(value)}` : `${key} ${text(value)}`;
}

/**
 * One entry of `attach:`.
 * @param resolve makes a relative path absolute
 * @throws Problem when an option is given twice
 */
export function attachStatement(attachment: DataObject, resolve: (path: string) => string): string {
  const { alias } = attachment;
  const given = isObject(attachment.options) ? attachment.options : {};
  const path = String(attachment.path);
  const twice = ["type", "secret", "read_only"].filter((key) => attachment[key] && key in given);
  if (twice.length > 0) throw attachOptionTwice(path, twice);
  const {
    type,
    secret,
    read_only: readOnly,
    ...others
  } = { ...attachment, ...given } as DataObject;
  const options = [
    ...(type ? [`type ${String(type)}`] : []),
    ...(secret ? [`secret ${String(secret)}`] : []),
    ...(readOnly ? ["read_only"] : []),
    ...Object.entries(others)
      .filter(([key]) => key in given)
      .flatMap(([key, value]) => attachOption(key, value)),
  ];
  const name = alias ? ` as ${String(alias)}` : "";
  const list = options.length > 0 ? ` (${options.join(", ")})` : "";
  return `attach if not exists ${literal(resolve(path))}${name}${list}`;
}

function attachOption(key: string, value: Data): readonly string[] {
  if (value === null || value === false) return [];
  if (value === true) return [key];
  const isQuoted = typeof value === "string" && /^\s*(['"]).*\1\s*$/s.test(value);
  return [`${key} ${typeof value === "string" && !isQuoted ? literal(value) : String(value)}`];
}

/** Settings at opening, as the driver wants them: all text. */
export function configOptions(options: DataObject): Record<string, string> {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, String(value)]));
}

export const isObject = (value: Data | undefined): value is DataObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !("toJSON" in value);
