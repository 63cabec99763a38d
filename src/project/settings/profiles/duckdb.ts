/** The credentials of dbt-duckdb. What needs Python there is a problem here. */
import type { Data, DataObject } from "../../../core/data.ts";
import type { Problem } from "../../../core/problem.ts";
import {
  credentialIsWrong,
  credentialNeedsPython,
  databaseIsNotOfPath,
  tokenIsDouble,
} from "../../../core/problems/profile.ts";
import { isDataObject, typeOfData } from "../data-object.ts";
import {
  type CheckedCredentials,
  type CredentialTable,
  checkCredentials,
  type TargetSource,
} from "./credential-check.ts";

export const duckdbTable: CredentialTable = {
  credentials: {
    database: { type: "text" },
    schema: { type: "text", default: "main" },
    path: { type: "text", default: ":memory:" },
    config_options: { type: "mapping" },
    extensions: { type: "list" },
    settings: { type: "mapping", default: {} },
    secrets: { type: "list", default: [] },
    external_root: { type: "text", default: "." },
    use_credential_provider: { type: "text" },
    attach: { type: "list" },
    filesystems: { type: "list" },
    remote: { type: "mapping" },
    plugins: { type: "list" },
    disable_transactions: { type: "boolean", default: false },
    keep_open: { type: "boolean", default: true },
    module_paths: { type: "list" },
    retries: { type: "mapping" },
    flights: { type: "mapping" },
    is_ducklake: { type: "boolean" },
    motherduck_token: { type: "text" },
  },
  aliases: {},
  publicKeys: [
    "database",
    "schema",
    "path",
    "config_options",
    "extensions",
    "settings",
    "external_root",
    "use_credential_provider",
    "attach",
    "filesystems",
    "remote",
    "plugins",
    "disable_transactions",
  ],
};

const pythonOnly = ["plugins", "filesystems", "remote"];

export function checkDuckdb(source: TargetSource): CheckedCredentials {
  const checked = checkCredentials(source, duckdbTable);
  const { credentials, problems, warnings } = checked;
  for (const key of pythonOnly) {
    if (isFilled(credentials[key])) problems.push(credentialNeedsPython(key, source.at(key)));
  }
  if (isFilled(credentials.module_paths)) {
    const problem = credentialNeedsPython("module_paths", source.at("module_paths"));
    warnings.push({ name: "CredentialIgnored", problem });
  }
  problems.push(...listProblems(source, credentials));
  if (problems.length > 0) return checked;
  nameDatabase(source, credentials, problems);
  addToken(source, credentials, problems);
  addCredentialChain(source, credentials, problems);
  return checked;
}

const isFilled = (value: Data | undefined): boolean =>
  Array.isArray(value) ? value.length > 0 : isDataObject(value);

/** What stands in the lists: each item must name what it is about. */
function listProblems(source: TargetSource, credentials: DataObject): Problem[] {
  const needs = (key: string, field: string, mayBeText: boolean): Problem[] => {
    const list = credentials[key];
    if (!Array.isArray(list)) return [];
    const isRight = (item: Data) =>
      (mayBeText && typeof item === "string") ||
      (isDataObject(item) && typeof item[field] === "string");
    const wrong = list.find((item) => !isRight(item));
    if (wrong === undefined) return [];
    const wanted = `a list of ${mayBeText ? "texts or " : ""}mappings with "${field}"`;
    return [credentialIsWrong(key, wanted, `holding ${typeOfData(wrong)}`, source.at(key))];
  };
  return [
    ...needs("attach", "path", false),
    ...needs("extensions", "name", true),
    ...needs("secrets", "type", false),
  ];
}

function nameDatabase(
  source: TargetSource,
  credentials: Record<string, Data>,
  problems: Problem[],
): void {
  const expected = databaseOfPath(String(credentials.path));
  const given = credentials.database;
  const aliases = Array.isArray(credentials.attach)
    ? credentials.attach.map((each) => (isDataObject(each) ? each.alias : null))
    : [];
  if (given === null || given === undefined) credentials.database = expected;
  else if (given !== expected && !aliases.includes(given)) {
    problems.push(databaseIsNotOfPath(String(given), expected, source.at("database")));
  }
}

/** The name that DuckDB gives to the database in a file, as dbt-duckdb works it out. */
export function databaseOfPath(path: string): string {
  if (path === ":memory:") return "memory";
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(path)?.[1]?.toLowerCase();
  const withoutQuery = path
    .replace(/[?#].*$/, "")
    .replace(/^[a-z][a-z0-9+.-]*:(?:\/\/[^/]*)?/i, "");
  const file = withoutQuery.slice(withoutQuery.lastIndexOf("/") + 1);
  if (scheme === "md" || scheme === "motherduck")
    return file.replace(/(?<=.)\.[^.]*$/, "") || "my_db";
  if (scheme === "ducklake") {
    return file.replace(/(?<=.)\.[^.]*$/, "").replace(/^[a-z][a-z0-9+.-]*:/i, "");
  }
  return file.replace(/^\.+/, "").split(".")[0] ?? "";
}

function addToken(
  source: TargetSource,
  credentials: Record<string, Data>,
  problems: Problem[],
): void {
  const token = credentials.motherduck_token;
  const settings = isDataObject(credentials.settings) ? credentials.settings : {};
  if (typeof token !== "string") return;
  const other = settings.motherduck_token;
  if (other !== undefined && other !== token) {
    problems.push(tokenIsDouble(source.at("motherduck_token")));
  }
  credentials.settings = { ...settings, motherduck_token: token };
}

/** The old way to ask for AWS's own credentials; today a secret does it. */
function addCredentialChain(
  source: TargetSource,
  credentials: Record<string, Data>,
  problems: Problem[],
): void {
  const provider = credentials.use_credential_provider;
  if (provider === null || provider === undefined) return;
  const secrets = Array.isArray(credentials.secrets) ? credentials.secrets : [];
  if (provider === "aws") {
    credentials.secrets = [...secrets, { type: "s3", provider: "credential_chain" }];
  } else {
    const at = source.at("use_credential_provider");
    problems.push(
      credentialIsWrong("use_credential_provider", `"aws"`, `"${String(provider)}"`, at),
    );
  }
}
