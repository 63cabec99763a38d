/**
 * The credentials of dbt-postgres. Unlike there, what libpq takes from its PG* variables and from ~/.pgpass may be left
 * out of the profile.
 */
import { join } from "node:path";
import { credentialIsWrong } from "../../../core/problems/profile.ts";
import {
  type CheckedCredentials,
  type CredentialTable,
  checkCredentials,
  type TargetSource,
} from "./credential-check.ts";

export const postgresTable: CredentialTable = {
  credentials: {
    database: { type: "text", isRequired: true, variable: "PGDATABASE" },
    schema: { type: "text", isRequired: true },
    host: { type: "text", default: "localhost", variable: "PGHOST" },
    user: { type: "text", isRequired: true, variable: "PGUSER" },
    port: { type: "integer", default: 5432, variable: "PGPORT" },
    password: { type: "text", variable: "PGPASSWORD" },
    passfile: { type: "text", variable: "PGPASSFILE" },
    connect_timeout: { type: "integer", default: 10, variable: "PGCONNECT_TIMEOUT" },
    role: { type: "text" },
    search_path: { type: "text" },
    keepalives_idle: { type: "integer", default: 0 },
    sslmode: { type: "text", variable: "PGSSLMODE" },
    sslcert: { type: "text", variable: "PGSSLCERT" },
    sslkey: { type: "text", variable: "PGSSLKEY" },
    sslrootcert: { type: "text", variable: "PGSSLROOTCERT" },
    application_name: { type: "text", default: "dbt" },
    autocommit: { type: "boolean", default: false },
    retries: { type: "integer", default: 1 },
  },
  aliases: { dbname: "database", pass: "password" },
  publicKeys: [
    "host",
    "port",
    "user",
    "database",
    "schema",
    "connect_timeout",
    "role",
    "search_path",
    "keepalives_idle",
    "sslmode",
    "sslcert",
    "sslkey",
    "sslrootcert",
    "application_name",
    "autocommit",
    "retries",
  ],
};

export function checkPostgres(source: TargetSource): CheckedCredentials {
  const checked = checkCredentials(source, postgresTable);
  const { port, passfile } = checked.credentials;
  const home = source.env?.HOME ?? source.env?.USERPROFILE;
  if (passfile === null && home !== undefined) checked.credentials.passfile = join(home, ".pgpass");
  if (typeof port === "number" && (port < 0 || port > 65535)) {
    checked.problems.push(
      credentialIsWrong("port", "from 0 to 65535", String(port), source.at("port")),
    );
  }
  return checked;
}
