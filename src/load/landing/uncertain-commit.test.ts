/** A commit whose answer is lost is neither taken for done nor done twice. */
import { type AddressInfo, connect as connectSocket, createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { openAdapter } from "../../adapters/open.ts";
import type { DataObject } from "../../core/data.ts";
import { expectNumbers } from "../../test/faults/expect-numbers.ts";
import { loadNumbers, loadPersistently } from "../../test/faults/load-numbers.ts";
import type { Numbers } from "../../test/faults/numbered-source.ts";
import { describePostgres, freshDatabase } from "../../test/postgres-database.ts";

const numbers: Numbers = { partitions: 2, length: 200 };
const orders = {
  type: "postgres",
  numbers,
  batchRows: 50,
  owner: "test",
  leaseMs: 30_000,
} as const;

interface Cutter extends AsyncDisposable {
  readonly port: number;
  /** Cuts the connection at the next commit: before the server hears of it, or before its answer comes through. */
  cutAt(moment: "before" | "after"): void;
}

/** A way to the server that ends at a commit. */
async function cutter({ host, port }: DataObject): Promise<Cutter> {
  let moment: "before" | "after" | undefined;
  const proxy = createServer((client) => {
    const server = connectSocket(Number(port), String(host));
    const end = (): void => {
      client.destroy();
      server.destroy();
    };
    client.on("error", end).on("close", end);
    server.on("error", end).on("close", end);
    client.on("data", (bytes) => {
      const isCommit = moment !== undefined && bytes.includes("commit\0");
      if (isCommit && moment === "before") return end();
      if (isCommit) cutAnswer(client, server);
      if (isCommit) moment = undefined;
      return void server.write(bytes);
    });
    server.on("data", (bytes) => client.write(bytes));
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return {
    port: (proxy.address() as AddressInfo).port,
    cutAt(wanted) {
      moment = wanted;
    },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => proxy.close(() => resolve())),
  };
}

function cutAnswer(client: Socket, server: Socket): void {
  server.removeAllListeners("data");
  server.once("data", () => client.destroy());
}

/** The ledger is asked what became of the commit in a transaction that commits too. */
function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}

describePostgres("a commit whose answer is lost", () => {
  test("was done: the batch is reported as landed, and the next one follows it", async () => {
    await using database = await freshDatabase();
    await database.query("create schema main");
    await using proxy = await cutter(database.credentials);
    const credentials = { ...database.credentials, port: proxy.port };
    await using adapter = await openAdapter("postgres", { credentials, baseDir: "." });
    const session = await adapter.connect("loader");
    const landed: number[] = [];
    const cut = once(() => proxy.cutAt("after"));
    await loadNumbers(adapter, session, {
      ...orders,
      at(step, batch) {
        if (step === "before commit" && batch === 2) cut();
        if (step === "committed") landed.push(batch);
      },
    });
    expect(landed).toEqual([1, 2, 3, 4]);
    await expectNumbers(adapter, numbers);
  });

  test("was not done: the batch fails, and comes again", async () => {
    await using database = await freshDatabase();
    await database.query("create schema main");
    await using proxy = await cutter(database.credentials);
    const credentials = { ...database.credentials, port: proxy.port };
    await using adapter = await openAdapter("postgres", { credentials, baseDir: "." });
    const session = await adapter.connect("loader");
    const cut = once(() => proxy.cutAt("before"));
    const at = (step: string, batch: number): void => {
      if (step === "before commit" && batch === 2) cut();
    };
    await expect(loadNumbers(adapter, session, { ...orders, at })).rejects.toMatchObject({
      code: /^(CONNECTION_LOST|COMMIT_UNCERTAIN)$/,
    });
    await session[Symbol.asyncDispose]();
    await using direct = await openAdapter("postgres", {
      ...{ credentials: database.credentials, baseDir: "." },
    });
    await loadPersistently(direct, { ...orders, leaseMs: 0, at });
    await expectNumbers(direct, numbers);
  });
});
