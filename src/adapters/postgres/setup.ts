/** The driver's settings for a profile's target. */
import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { ConnectionOptions } from "node:tls";
import type { ClientConfig } from "pg";
import type { Data, DataObject } from "../../core/data.ts";
import { encryptionSetting } from "../../core/problems/server.ts";

const sslmodes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] as const;
type Sslmode = (typeof sslmodes)[number];

export interface ConnectionSetup {
  readonly config: ClientConfig;
  readonly ssl: false | ConnectionOptions;
  /** Without encryption where the server has none: `prefer`, as libpq does unless told otherwise. */
  readonly mayBePlain: boolean;
  /** To take on after the login. */
  readonly role: string | undefined;
  /** How often to try to connect again. */
  readonly retries: number;
}

/**
 * @param baseDir where relative paths of certificates start
 * @throws Problem when the encryption is set up wrongly
 */
export function connectionSetup(credentials: DataObject, baseDir: string): ConnectionSetup {
  const host = textOf(credentials.host) ?? "localhost";
  // A socket of the same machine is never encrypted.
  const mode = host.startsWith("/") ? "disable" : sslmodeOf(credentials.sslmode);
  const keepalives = numberOf(credentials.keepalives_idle) ?? 0;
  const timeout = numberOf(credentials.connect_timeout) ?? 10;
  const searchPath = textOf(credentials.search_path);
  return {
    config: withoutUndefined({
      host,
      port: numberOf(credentials.port) ?? 5432,
      user: textOf(credentials.user),
      password: textOf(credentials.password) ?? passwordInFile(credentials, host) ?? "",
      database: textOf(credentials.database),
      application_name: textOf(credentials.application_name),
      connectionTimeoutMillis: timeout * 1000,
      keepAlive: true,
      keepAliveInitialDelayMillis: keepalives * 1000,
      options: searchPath && `-c search_path=${searchPath.replaceAll(" ", "\\ ")}`,
    }),
    ssl: sslOptions(mode, credentials, baseDir),
    mayBePlain: mode === "prefer" || mode === "allow",
    role: textOf(credentials.role),
    retries: numberOf(credentials.retries) ?? 1,
  };
}

/** From the file that libpq reads, whose lines are `host:port:database:user:password`. */
function passwordInFile(credentials: DataObject, host: string): string | undefined {
  const file = textOf(credentials.passfile);
  if (file === undefined || !existsSync(file)) return undefined;
  const wanted = [host, String(credentials.port ?? 5432), credentials.database, credentials.user];
  for (const line of readFileSync(file, "utf8").split(/\r?\n/)) {
    if (line.startsWith("#")) continue;
    const fields = [...line.matchAll(/((?:[^:\\]|\\.)*)(?::|$)/g)].map(([, field]) =>
      (field ?? "").replaceAll(/\\(.)/g, "$1"),
    );
    const fits = wanted.every((value, index) => ["*", value].includes(fields[index] ?? ""));
    if (fits && fields.length > wanted.length) return fields[wanted.length];
  }
  return undefined;
}

function sslmodeOf(value: Data | undefined): Sslmode {
  const text = textOf(value) ?? "prefer";
  const mode = sslmodes.find((known) => known === text);
  if (mode === undefined) throw encryptionSetting(`There is no sslmode "${text}".`);
  return mode;
}

function sslOptions(
  mode: Sslmode,
  credentials: DataObject,
  baseDir: string,
): false | ConnectionOptions {
  if (mode === "disable") return false;
  const file = (key: string): string | undefined => {
    const path = textOf(credentials[key]);
    return path === undefined ? undefined : readCertificate(key, path, baseDir);
  };
  const ca = file("sslrootcert");
  // As libpq does, a root certificate makes `require` mean `verify-ca`.
  const verifies = mode.startsWith("verify") || (mode === "require" && ca !== undefined);
  return withoutUndefined({
    ca,
    cert: file("sslcert"),
    key: file("sslkey"),
    rejectUnauthorized: verifies,
    checkServerIdentity: mode === "verify-full" ? undefined : () => undefined,
  });
}

function readCertificate(key: string, path: string, baseDir: string): string {
  const file = isAbsolute(path) ? path : join(baseDir, path);
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw encryptionSetting(`\`${key}:\` names the file ${file}, which cannot be read.`);
  }
}

const textOf = (value: Data | undefined): string | undefined =>
  value === undefined || value === null || value === "" ? undefined : String(value);

const numberOf = (value: Data | undefined): number | undefined =>
  value === undefined || value === null ? undefined : Number(value);

function withoutUndefined<T extends object>(
  values: T,
): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]: Exclude<T[Key], undefined>;
  };
}
