/**
 * One text of SQL on its way to the server and back. Sent by the simple protocol, in which one message may hold several
 * statements; by the extended one where there are values, or where only the first rows are wanted.
 */
import { once } from "node:events";
import type { Writable } from "node:stream";
import type { Connection } from "pg";
import type { CopyLines, Response } from "../adapter.ts";
import type { Field } from "./types.ts";

export interface StatementRequest {
  readonly sql: string;
  readonly values?: readonly (string | null)[] | undefined;
  /** `begin` goes in front, in the same packet; only where there are values or a limit. */
  readonly begins?: boolean | undefined;
  /** Keep the rows. */
  readonly fetch: boolean;
  readonly limit?: number | undefined;
  /** How many statements at the end follow the one whose response counts. */
  readonly trailing?: number | undefined;
  /** The last statement is `commit`. */
  readonly commits?: boolean | undefined;
  /** What follows `copy … from stdin`. */
  readonly copy?: CopyLines | undefined;
}

export interface StatementReply {
  /** Of the last statement that gave rows, as the server writes them. */
  readonly fields: readonly Field[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly response: Response;
}

/** The calls of the extended protocol, which the driver's types describe differently. */
interface Wire {
  readonly stream: Writable;
  query(text: string): void;
  parse(message: { text: string; name: string }): void;
  bind(message: { portal: string; statement: string; values: readonly (string | null)[] }): void;
  describe(message: { type: "P"; name: string }): void;
  execute(message: { portal: string; rows: number }): void;
  sync(): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
}

/** What the driver calls back while the statement runs. */
export class RunningStatement {
  readonly done: Promise<StatementReply>;
  private readonly request: StatementRequest;
  private resolve!: (reply: StatementReply) => void;
  private reject!: (thrown: unknown) => void;
  private fields: readonly Field[] = [];
  private rows: (readonly (string | null)[])[] = [];
  private readonly tags: string[] = [];
  /** Whether the statement that runs has said which columns it gives. */
  private describesRows = false;
  private copyFailure: unknown;

  constructor(request: StatementRequest) {
    this.request = request;
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  submit(connection: Connection): void {
    const wire = connection as unknown as Wire;
    const { sql, values, limit, begins } = this.request;
    if (values === undefined && limit === undefined) {
      wire.query(sql);
      return;
    }
    // One packet: the server would begin with the first message, and wait for the next.
    wire.stream.cork();
    if (begins === true) {
      wire.parse({ text: "begin", name: "" });
      wire.bind({ portal: "", statement: "", values: [] });
      wire.execute({ portal: "", rows: 0 });
    }
    wire.parse({ text: sql, name: "" });
    wire.bind({ portal: "", statement: "", values: values ?? [] });
    wire.describe({ type: "P", name: "" });
    wire.execute({ portal: "", rows: limit ?? 0 });
    wire.sync();
    wire.stream.uncork();
  }

  handleRowDescription({ fields }: { readonly fields: readonly Field[] }): void {
    this.describesRows = true;
    this.fields = fields;
    this.rows = [];
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    if (this.request.fetch) this.rows.push(fields);
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.tags.push(text);
    if (!this.describesRows) {
      this.fields = [];
      this.rows = [];
    }
    this.describesRows = false;
  }

  handlePortalSuspended(): void {
    this.tags.push(`SELECT ${this.rows.length}`);
  }

  handleEmptyQuery(): void {
    this.tags.push("");
  }

  handleParseComplete(): void {}

  handleCopyData(): void {}

  handleCopyInResponse(connection: Connection): void {
    const wire = connection as unknown as Wire;
    const { copy } = this.request;
    if (copy === undefined) {
      wire.sendCopyFail("there is nothing to copy");
      return;
    }
    sendAll(wire, copy).catch((thrown: unknown) => {
      this.copyFailure = thrown;
      wire.sendCopyFail("the rows could not be read");
    });
  }

  /**
   * An error that the server tells is followed, perhaps in a later packet, by whether the transaction has failed, or by
   * the end of the connection: only then may the caller go on. After a broken socket nothing follows.
   */
  handleError(thrown: unknown, connection: Connection): void {
    const fail = (): void => {
      connection.off("readyForQuery", fail).off("end", fail);
      this.reject(this.copyFailure ?? thrown);
    };
    if (isFollowed(thrown)) {
      Object.assign(thrown, { answered: this.tags.map(responseOf) });
      connection.once("readyForQuery", fail).once("end", fail);
    } else fail();
  }

  handleReadyForQuery(): void {
    const tag = this.tags.at(-1 - (this.request.trailing ?? 0)) ?? "";
    this.resolve({ fields: this.fields, rows: this.rows, response: responseOf(tag) });
  }
}

const isFollowed = (thrown: unknown): thrown is object =>
  typeof thrown === "object" && thrown !== null && "severity" in thrown;

async function sendAll(wire: Wire, chunks: CopyLines): Promise<void> {
  const { stream } = wire;
  for await (const chunk of chunks) {
    if (!stream.writable) break;
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    // As the driver would, but without copying what may be most of what a loader sends.
    stream.cork();
    stream.write(copyDataHeader(bytes.length));
    stream.write(bytes);
    stream.uncork();
    if (stream.writableNeedDrain) await once(stream, "drain");
  }
  wire.endCopyFrom();
}

/** The message `CopyData` up to its bytes; the length counts itself. */
function copyDataHeader(length: number): Buffer {
  const header = Buffer.allocUnsafe(5);
  header[0] = "d".charCodeAt(0);
  header.writeUInt32BE(length + 4, 1);
  return header;
}

/** The code is the message without its numbers, as dbt-postgres tells it. */
function responseOf(tag: string): Response {
  const words = tag.split(" ");
  const count = words.at(-1) ?? "";
  return {
    message: tag,
    code: words.filter((word) => !/^\d+$/.test(word)).join(" "),
    rowsAffected: /^\d+$/.test(count) ? Number(count) : -1,
  };
}
