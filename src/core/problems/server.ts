/** What can go wrong between us and a database server: reaching it, staying connected, rights, locks. */
import { Problem, type ProblemDetails } from "../problem.ts";

type Cause = Pick<ProblemDetails, "cause">;

/**
 * No server answers at the host and port.
 * @example
 * host: localhost
 * port: 5433   # where nothing listens
 */
export const serverUnreachable = (where: string, message: string, cause: Cause) =>
  new Problem("SERVER_UNREACHABLE", `Cannot connect to ${where}: ${message}`, {
    ...cause,
    hint: "Check `host:` and `port:` in profiles.yml, and that the server runs and lets this machine in.",
  });

/**
 * The server refuses the user or the password.
 * @example
 * password: wrong
 */
export const loginRefused = (where: string, message: string, cause: Cause) =>
  new Problem("LOGIN_REFUSED", `${where} refuses the login: ${message}`, {
    ...cause,
    hint: "Check `user:` and `password:` in profiles.yml (or PGUSER, PGPASSWORD, .pgpass), and pg_hba.conf on the server.",
  });

/**
 * The server has no database of that name.
 * @example
 * dbname: warehose
 */
export const databaseMissing = (database: string, where: string, cause: Cause) =>
  new Problem("DATABASE_MISSING", `There is no database "${database}" on ${where}.`, {
    ...cause,
    hint: `Check \`dbname:\` in profiles.yml, or make it: createdb ${database}`,
  });

/**
 * The server has no connection left.
 * @example
 * threads: 200   # of a server with max_connections = 100
 */
export const connectionsExhausted = (where: string, message: string, cause: Cause) =>
  new Problem("CONNECTIONS_EXHAUSTED", `${where} has no free connection: ${message}`, {
    ...cause,
    hint: "Use fewer --threads, close other programs' connections, or raise max_connections on the server.",
  });

/**
 * The server starts, stops or recovers at the moment.
 * @example
 * systemctl restart postgresql; tsdbt run
 */
export const serverNotReady = (where: string, message: string, cause: Cause) =>
  new Problem("SERVER_NOT_READY", `${where} is not ready: ${message}`, {
    ...cause,
    hint: "Wait a moment and run again, or let it try for longer with `retries:` in profiles.yml.",
  });

/**
 * The profile asks for an encrypted connection that cannot be had.
 * @example
 * sslmode: verify-full   # with a certificate of another host
 */
export const encryptionFailed = (where: string, message: string, cause: Cause) =>
  new Problem("ENCRYPTION_FAILED", `No encrypted connection to ${where}: ${message}`, {
    ...cause,
    hint: "Check `sslmode:`, `sslrootcert:`, `sslcert:` and `sslkey:` in profiles.yml.",
  });

/**
 * `sslmode` is none that Postgres knows, or a certificate file cannot be read.
 * @example
 * sslmode: on
 */
export const encryptionSetting = (message: string) =>
  new Problem("ENCRYPTION_SETTING", message, {
    hint: "`sslmode:` is one of disable, allow, prefer, require, verify-ca, verify-full.",
  });

/**
 * The connection broke while something had been written that is not committed, or may be.
 * @example
 * pg_ctl restart -m immediate   # in the middle of a model
 */
export const connectionLost = (message: string, wasTransaction: boolean, cause: Cause) =>
  new Problem("CONNECTION_LOST", `The connection to the database broke: ${message}`, {
    ...cause,
    hint: wasTransaction
      ? "The open transaction was rolled back, so nothing half-built is left. Run again, or `tsdbt retry`."
      : "The statement may or may not have been carried out. Look at the table, then run again.",
  });

/**
 * The transaction's last word was lost with the connection.
 * @example
 * the server is killed while it commits
 */
export const commitUncertain = (message: string, cause: Cause) =>
  new Problem(
    "COMMIT_UNCERTAIN",
    `The connection broke before the server said whether it had committed: ${message}`,
    { ...cause, hint: "Nothing is half-done. Run again: the model is then built once more." },
  );

/**
 * The server only lets read: it is a standby, or its transactions are read-only.
 * @example
 * host: replica.example.com
 */
export const serverReadOnly = (message: string, cause: Cause) =>
  new Problem("SERVER_READ_ONLY", message, {
    ...cause,
    hint: "The server is a standby or set to read-only. Use the primary's `host:` in profiles.yml.",
  });

/**
 * The user may not do that.
 * @example
 * create schema marts   -- by a user without CREATE on the database
 */
export const privilegeMissing = (message: string, user: string, cause: Cause) =>
  new Problem("PRIVILEGE_MISSING", message, {
    ...cause,
    hint: `Let an owner or superuser grant it to "${user}": GRANT … TO ${user}. To make schemas: GRANT CREATE ON DATABASE.`,
  });

/**
 * Something else holds a lock for longer than `lock_timeout`.
 * @example
 * begin; lock table marts.sales;   -- in another program that never ends its transaction
 */
export const lockNotHad = (message: string, cause: Cause) =>
  new Problem("LOCK_NOT_HAD", message, {
    ...cause,
    hint: "See who holds it: select pid, usename, query from pg_stat_activity where pid = any(pg_blocking_pids(…)). The old table is as it was.",
  });

/**
 * The server ended a transaction or statement that took longer than its settings allow.
 * @example
 * alter role etl set statement_timeout = '1s'
 */
export const serverTimeout = (message: string, cause: Cause) =>
  new Problem("SERVER_TIMEOUT", message, {
    ...cause,
    hint: "Raise statement_timeout for the user: ALTER ROLE … SET statement_timeout = 0.",
  });
