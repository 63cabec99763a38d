/** The credentials of dbt-postgres. */
import { credentialIsWrong } from "../../../core/problems/profile.ts";
import {
  type CheckedCredentials,
  type CredentialTable,
  checkCredentials,
  type TargetSource,
} from "./credential-check.ts";

export const postgresTable: CredentialTable = {
  credentials: {
    database: { type: "text", isRequired: true },
    schema: { type: "text", isRequired: true },
    host: { type: "text", isRequired: true },
    user: { type: "text", isRequired: true },
    port: { type: "integer", isRequired: true },
    password: { type: "text", isRequired: true },
    connect_timeout: { type: "integer", default: 10 },
    role: { type: "text" },
    search_path: { type: "text" },
    keepalives_idle: { type: "integer", default: 0 },
    sslmode: { type: "text" },
    sslcert: { type: "text" },
    sslkey: { type: "text" },
    sslrootcert: { type: "text" },
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
  const { port } = checked.credentials;
  if (typeof port === "number" && (port < 0 || port > 65535)) {
    checked.problems.push(
      credentialIsWrong("port", "from 0 to 65535", String(port), source.at("port")),
    );
  }
  return checked;
}
