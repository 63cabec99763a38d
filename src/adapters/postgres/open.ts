/** Opens a Postgres database as the profile describes it, and gives out connections to it: one per name, kept. */
import type { Adapter, Session } from "../adapter.ts";
import type { OpenOptions } from "../open-options.ts";
import { postgresCapabilities } from "./capabilities.ts";
import { type ServerConnection, serverAt } from "./connect.ts";
import { columnsOf, listRelations, listSchemas } from "./metadata.ts";
import { proofs } from "./proofs.ts";
import { literal, quote } from "./quoting.ts";
import { sessionOn } from "./session.ts";
import { connectionSetup } from "./setup.ts";
import { buildAndSwap } from "./swap/build-and-swap.ts";
import { replaceView } from "./swap/replace-view.ts";
import { swap } from "./swap/swap.ts";
import { copyTable, swapTogether } from "./swap/together.ts";

/**
 * Connects to the server.
 * @throws Problem when it cannot be reached, or refuses
 */
export async function openPostgres({ credentials, baseDir }: OpenOptions): Promise<Adapter> {
  const server = await serverAt(connectionSetup(credentials, baseDir));
  const first = await server.connect();
  // Debian's servers add their own number: `15.18 (Debian …)`.
  const version = (first.parameters.get("server_version") ?? "").split(" ")[0] ?? "";
  const sessions = new Map<string, Promise<Session>>();
  const typeNames = new Map<number, string>();
  // The connection that was opened to see whether it works serves the first who asks.
  let spare: ServerConnection | undefined = first;
  spare.client.on("error", () => undefined);

  async function open(name: string): Promise<Session> {
    const ready = spare;
    spare = undefined;
    const connection = ready ?? (await server.connect());
    return sessionOn(connection, { name, server, typeNames, onClose: () => sessions.delete(name) });
  }

  return {
    name: "postgres",
    version,
    can: postgresCapabilities(version),
    database: server.target.database,
    quote,
    literal,
    connect(name) {
      let session = sessions.get(name);
      if (session === undefined) {
        session = open(name);
        sessions.set(name, session);
        session.catch(() => sessions.delete(name));
      }
      return session;
    },
    listSchemas,
    listRelations,
    columnsOf,
    swap,
    swapTogether,
    copyTable,
    proofs,
    buildAndSwap,
    replaceView,
    async [Symbol.asyncDispose]() {
      const opened = await Promise.allSettled(sessions.values());
      for (const each of opened)
        if (each.status === "fulfilled") await each.value[Symbol.asyncDispose]();
      await spare?.client.end();
      spare = undefined;
    },
  };
}
