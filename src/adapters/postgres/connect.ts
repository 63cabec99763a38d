/** Opens connections to a server: encryption, retries, role, and the request that stops a running statement. */
import type { Client } from "pg";
import type { Problem } from "../../core/problem.ts";
import { connectProblem, isPassing, type Target } from "./errors.ts";
import type { ConnectionSetup } from "./setup.ts";

type Driver = Pick<typeof import("pg"), "Client" | "Connection">;

/** A way to the server, on which connections are opened. */
export interface Server {
  readonly target: Target;
  /** As whom sessions work. */
  readonly user: string;
  /** @throws Problem */
  connect(): Promise<ServerConnection>;
}

export interface ServerConnection {
  readonly client: Client;
  /** What the server said of itself at the start: `server_version`, `TimeZone`… */
  readonly parameters: ReadonlyMap<string, string>;
  /** Asks the server to stop what the connection runs. Needs no free connection. Ends when the server has been told. */
  cancel(): Promise<void>;
}

export async function serverAt(setup: ConnectionSetup): Promise<Server> {
  const driver = await loadDriver();
  const { host, port, database, user } = setup.config;
  const target = { where: `${host}:${port}`, database: database ?? "" };
  return {
    target,
    user: setup.role ?? user ?? "",
    async connect() {
      for (let attempt = 1; ; attempt++) {
        try {
          return await login(driver, setup, target);
        } catch (thrown) {
          const problem = thrown as Problem;
          if (attempt > setup.retries || !isPassing(problem)) throw thrown;
          await new Promise((resolve) => setTimeout(resolve, 200 * attempt * attempt));
        }
      }
    },
  };
}

/**
 * The driver looks whether it runs on Cloudflare. Where there is no `navigator`, as in Node 20, it makes a `Response` to
 * find out, for which Node loads all of `fetch`: as long as the whole driver takes.
 */
async function loadDriver(): Promise<Driver> {
  if ("navigator" in globalThis) return (await import("pg")).default;
  const here = globalThis as { navigator?: object };
  here.navigator = { userAgent: "Node.js" };
  try {
    return (await import("pg")).default;
  } finally {
    delete here.navigator;
  }
}

async function login(
  driver: Driver,
  setup: ConnectionSetup,
  target: Target,
): Promise<ServerConnection> {
  try {
    return await open(driver, setup, setup.ssl);
  } catch (thrown) {
    const isRefused = thrown instanceof Error && /does not support SSL/.test(thrown.message);
    if (!isRefused || !setup.mayBePlain) throw connectProblem(thrown, target);
  }
  try {
    return await open(driver, setup, false);
  } catch (thrown) {
    throw connectProblem(thrown, target);
  }
}

async function open(
  driver: Driver,
  { config, role }: ConnectionSetup,
  ssl: ConnectionSetup["ssl"],
): Promise<ServerConnection> {
  const client = new driver.Client({ ...config, ssl });
  const parameters = new Map<string, string>();
  const { connection } = client as unknown as { connection: NodeJS.EventEmitter };
  connection.on("parameterStatus", (status: { parameterName: string; parameterValue: string }) =>
    parameters.set(status.parameterName, status.parameterValue),
  );
  await client.connect();
  const wanted = [
    parameters.get("DateStyle")?.startsWith("ISO") === false && "set datestyle = 'ISO'",
    role !== undefined && `set role ${role}`,
  ].filter((sql) => sql !== false);
  try {
    if (wanted.length > 0) await client.query(wanted.join("; "));
  } catch (thrown) {
    await client.end();
    throw thrown;
  }
  return { client, parameters, cancel: () => sendCancel(driver, client, config, ssl) };
}

/** What the driver has beyond its declared types. */
interface Wire {
  connect(port: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processId: number, secretKey: number): void;
  on(event: string, run: () => void): void;
}

/** In milliseconds: who does not answer by then is out of reach. */
const longestCancel = 5000;

async function sendCancel(
  driver: Driver,
  client: Client,
  { host = "localhost", port = 5432 }: ConnectionSetup["config"],
  ssl: ConnectionSetup["ssl"],
): Promise<void> {
  const { processID, secretKey } = client as unknown as { processID: number; secretKey: number };
  const wire = new driver.Connection({ ssl }) as unknown as Wire;
  // The server answers nothing, and closes the connection when it has passed the request on.
  const told = new Promise<void>((resolve) => {
    const patience = setTimeout(resolve, longestCancel);
    const done = (): void => {
      clearTimeout(patience);
      resolve();
    };
    for (const event of ["end", "error"]) wire.on(event, done);
  });
  const send = () => wire.cancel(processID, secretKey);
  wire.on("connect", ssl === false ? send : () => wire.requestSsl());
  wire.on("sslconnect", send);
  if (host.startsWith("/")) wire.connect(`${host}/.s.PGSQL.${port}`);
  else wire.connect(port, host);
  await told;
}
