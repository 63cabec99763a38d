/**
 * One connection to a Postgres server: runs statements, reads results, keeps track of the transaction. A connection
 * that broke is opened again where nothing can have been written; else the break is told.
 */
import { connectionClosed } from "../../core/problems/database.ts";
import type { Cell, Session } from "../adapter.ts";
import { copyLines, copyStatement, typesStatement } from "./append.ts";
import { binaryRows } from "./append-binary.ts";
import { isRepeatable, isTold, lostConnection } from "./broken-connection.ts";
import type { Server, ServerConnection } from "./connect.ts";
import { isConnectionError, serverErrorOf, sqlProblem } from "./errors.ts";
import { readReply } from "./read-reply.ts";
import { RunningStatement, type StatementReply, type StatementRequest } from "./statement.ts";

export interface SessionOptions {
  readonly name: string;
  readonly server: Server;
  /** Names of types by object id, shared by all sessions. */
  readonly typeNames: Map<number, string>;
  onClose(): void;
}

/** What a session knows about its connection. */
interface Link {
  current: ServerConnection | undefined;
  /** `begin` is wanted but not sent: it goes along with the next statement, which saves a round trip. */
  isBeginning: boolean;
  isOpen: boolean;
  /** The server works for it now. A cancel that comes later would hit whatever comes next. */
  isRunning: boolean;
  isCancelled: boolean;
  /** What the server said when it ended the connection while nothing ran: why, such as a timeout. */
  lastWord: unknown;
  /** Requests to stop that are on their way. */
  cancelling: Promise<unknown>;
}

/** A session on a connection, which it closes at its end. */
export function sessionOn(first: ServerConnection, options: SessionOptions): Session {
  const { name, server, onClose } = options;
  const link: Link = {
    current: undefined,
    isBeginning: false,
    isOpen: true,
    isRunning: false,
    isCancelled: false,
    lastWord: undefined,
    cancelling: Promise.resolve(),
  };
  adopt(link, first);
  const run = (request: StatementRequest) => runStatement(link, options, request);
  const isInside = () => link.isBeginning || isInTransaction(link);

  return {
    name,
    async execute(sql, { fetch = false, limit, values, trailing } = {}) {
      const single = limit !== undefined && !/;\s*\S/.test(sql);
      const reply = await run({
        sql,
        fetch,
        limit: single ? limit : undefined,
        values: values?.map(bindable),
        trailing: trailing?.count,
        commits: trailing?.commits,
      });
      const kept = limit === undefined ? reply : { ...reply, rows: reply.rows.slice(0, limit) };
      return fetch
        ? await readReply(kept, options.typeNames, (sql) => ask(link, sql))
        : { columns: [], rows: [], response: reply.response };
    },
    async copyIn(sql, chunks) {
      const { response } = await run({ sql, fetch: false, copy: chunks });
      return response;
    },
    async append(table, rows) {
      const { fields } = await run({ sql: typesStatement(table, rows), fetch: true });
      const types = fields.map(({ dataTypeID }) => dataTypeID);
      const binary = binaryRows(rows, types);
      const sql = copyStatement(table, rows, binary === undefined ? "text" : "binary");
      await run({ sql, fetch: false, copy: binary ?? copyLines(rows) });
    },
    get inTransaction() {
      return isInside();
    },
    async begin() {
      if (!link.isOpen) throw connectionClosed(name);
      link.isBeginning = !isInTransaction(link);
      return await Promise.resolve();
    },
    async commit() {
      if (link.isBeginning) link.isBeginning = false;
      else await endTransaction(link, server.user, "commit");
    },
    async rollback() {
      if (link.isBeginning || !isInTransaction(link)) link.isBeginning = false;
      else await endTransaction(link, server.user, "rollback");
    },
    cancel() {
      link.isCancelled = true;
      if (!link.isOpen || !link.isRunning || link.current === undefined) return;
      link.cancelling = Promise.all([link.cancelling, link.current.cancel()]);
    },
    async [Symbol.asyncDispose]() {
      if (!link.isOpen) return;
      link.isOpen = false;
      const { current } = link;
      link.current = undefined;
      onClose();
      await current?.client.end();
    },
  };
}

/** Follows a connection: a broken one tells of it by an event, which must not end the program. */
function adopt(link: Link, connection: ServerConnection): void {
  link.current = connection;
  link.lastWord = undefined;
  const forget = (): void => {
    if (link.current === connection && !isInTransaction(link)) link.current = undefined;
  };
  connection.client.on("error", (thrown: unknown) => {
    if (link.current === connection && isTold(thrown)) link.lastWord = thrown;
    forget();
  });
  connection.client.on("end", forget);
}

/** As the server said after the last statement: idle, in a transaction, or in a failed one. */
function isInTransaction({ current }: Link): boolean {
  const status = current?.client.getTransactionStatus();
  return status === "T" || status === "E";
}

async function runStatement(
  link: Link,
  { name, server }: SessionOptions,
  request: StatementRequest,
): Promise<StatementReply> {
  if (!link.isOpen) throw connectionClosed(name);
  link.isCancelled = false;
  const begins = link.isBeginning;
  const isInside = begins || isInTransaction(link);
  for (let isFirst = true; ; isFirst = false) {
    if (link.current === undefined) adopt(link, await server.connect());
    try {
      return await whileRunning(link, () => send(link, request, begins));
    } catch (thrown) {
      if (!isConnectionError(thrown)) throw sqlProblem(thrown, request.sql, server.user);
      drop(link);
      const mayRepeat = isFirst && !link.isCancelled && isRepeatable(request, begins, isInside);
      if (!mayRepeat) throw lostConnection({ thrown, lastWord: link.lastWord, isInside }, request);
    }
  }
}

async function whileRunning<T>(link: Link, work: () => Promise<T>): Promise<T> {
  link.isRunning = true;
  try {
    return await work();
  } finally {
    link.isRunning = false;
    // One that came late must not hit what comes next.
    await link.cancelling;
  }
}

/** Sends a statement, with the `begin` that it opens where one is due. */
async function send(
  link: Link,
  request: StatementRequest,
  begins: boolean,
): Promise<StatementReply> {
  const { client } = link.current!;
  const submit = (each: StatementRequest) => client.query(new RunningStatement(each)).done;
  if (!begins) return await submit(request);
  const isPlain =
    request.values === undefined && request.limit === undefined && request.copy === undefined;
  if (request.copy !== undefined) await submit({ sql: "begin", fetch: false });
  const sent = isPlain
    ? submit({ ...request, sql: `${prefix}${request.sql}` })
    : submit({ ...request, begins: request.copy === undefined });
  try {
    const reply = await sent;
    link.isBeginning = false;
    return reply;
  } catch (thrown) {
    link.isBeginning = false;
    throw isPlain ? shifted(thrown) : thrown;
  }
}

const prefix = "begin;";

/** The place of a mistake, without the `begin` in front. */
function shifted(thrown: unknown): unknown {
  const { position } = serverErrorOf(thrown);
  if (position !== undefined)
    Object.assign(thrown as object, { position: String(Number(position) - prefix.length) });
  return thrown;
}

function drop(link: Link): void {
  link.current?.client.end().catch(() => undefined);
  link.current = undefined;
  link.isBeginning = false;
}

async function endTransaction(link: Link, user: string, sql: "commit" | "rollback"): Promise<void> {
  try {
    await link.current?.client.query(new RunningStatement({ sql, fetch: false })).done;
  } catch (thrown) {
    if (!isConnectionError(thrown)) throw sqlProblem(thrown, sql, user);
    drop(link);
    // What a broken connection had open is rolled back by the server.
    const told = { thrown, lastWord: link.lastWord, isInside: true };
    if (sql === "commit") throw lostConnection(told, { sql, fetch: false, commits: true });
  }
}

/** The rows of a question of our own, between the statements that are asked for. */
async function ask(link: Link, sql: string): Promise<StatementReply["rows"]> {
  const reply = await link.current?.client.query(new RunningStatement({ sql, fetch: true })).done;
  return reply?.rows ?? [];
}

const bindable = (cell: Cell): string | null => {
  if (cell === null) return null;
  if (cell instanceof Uint8Array) return `\\x${Buffer.from(cell).toString("hex")}`;
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
};
