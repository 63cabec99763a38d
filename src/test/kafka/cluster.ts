/**
 * Real Kafka brokers of one's own, for tests that kill, pause or restart them: one node, or three. For everything else
 * `kafka-fixture.ts` shares one broker among all tests.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  brokerProperties,
  type ListenerName,
  listenerNames,
  type NodePorts,
} from "./broker-properties.ts";
import { testCertificates } from "./certificates.ts";
import { clusterId, findPrograms, javaFlags, type KafkaPrograms } from "./programs.ts";

export interface ClusterOptions {
  readonly nodes?: 1 | 3;
  /** With the listeners for TLS and SASL. */
  readonly secure?: boolean;
  /** Of server.properties. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Of each JVM; 256 unless told. */
  readonly heapMegabytes?: number;
}

export interface ClusterNode {
  readonly nodeId: number;
  readonly listeners: Readonly<Record<ListenerName, string>>;
  /** Holds a folder `<topic>-<partition>` with `*.log` files. Touch them while the node is stopped only. */
  readonly logFolder: string;
  /** Waits until the node takes requests. */
  start(): Promise<void>;
  /** SIGTERM: the node hands over its partitions and flushes. */
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGSTOP: the node keeps its connections and answers nothing. */
  pause(): void;
  resume(): void;
}

export interface TestCluster extends AsyncDisposable {
  /** `host:port` of the listener without TLS or SASL, of each node. */
  readonly brokers: readonly string[];
  readonly nodes: readonly ClusterNode[];
}

/** Starts brokers with empty logs; throws when this machine cannot. */
export async function startCluster(options: ClusterOptions = {}): Promise<TestCluster> {
  const programs = await findPrograms();
  if (typeof programs === "string") throw new Error(programs);
  const folder = mkdtempSync(join(tmpdir(), "tsdbt-kafka-"));
  const ports: NodePorts[] = [];
  for (let node = 0; node < (options.nodes ?? 1); node++) ports.push(await freePorts());
  const certificates = options.secure === true ? testCertificates() : undefined;
  const nodes = ports.map((own, index) => {
    const nodeId = index + 1;
    const home = join(folder, String(nodeId));
    const logFolder = formattedLog(programs, home, nodeId);
    const properties = options.properties ?? {};
    writeFileSync(
      join(home, "server.properties"),
      brokerProperties({ nodeId, ports, logFolder, certificates, properties }),
    );
    return openNode({ nodeId, home, logFolder, own, programs, heap: options.heapMegabytes ?? 256 });
  });
  const dispose = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.end()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all(nodes.map((node) => node.start()));
  } catch (thrown) {
    await dispose();
    throw thrown;
  }
  return {
    brokers: nodes.map(({ listeners }) => listeners.plain),
    nodes,
    [Symbol.asyncDispose]: dispose,
  };
}

function formattedLog(programs: KafkaPrograms, home: string, nodeId: number): string {
  const logFolder = join(home, "log");
  mkdirSync(logFolder, { recursive: true });
  const checkpoint = "bootstrap.checkpoint";
  cpSync(join(programs.formatted, checkpoint), join(logFolder, checkpoint));
  const directoryId = randomBytes(16).toString("base64url").replace(/^[-_]/, "A");
  const identity = { version: 1, "cluster.id": clusterId, "node.id": nodeId };
  writeFileSync(
    join(logFolder, "meta.properties"),
    Object.entries({ ...identity, "directory.id": directoryId })
      .map(([name, value]) => `${name}=${value}\n`)
      .join(""),
  );
  return logFolder;
}

interface NodeRequest {
  readonly nodeId: number;
  readonly home: string;
  readonly logFolder: string;
  readonly own: NodePorts;
  readonly programs: KafkaPrograms;
  readonly heap: number;
}

interface RunningNode {
  readonly shell: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<unknown>;
  /** Where the JVM writes its archive when it ends cleanly; undefined when there is one already. */
  readonly archive: string | undefined;
}

function openNode(request: NodeRequest): ClusterNode & { end(): Promise<void> } {
  let running: RunningNode | undefined;
  const signal = (name: NodeJS.Signals): void => {
    if (running !== undefined && running.shell.exitCode === null) process.kill(running.pid, name);
  };
  const finish = async (name: NodeJS.Signals): Promise<void> => {
    if (running === undefined) return;
    const { ended, archive } = running;
    signal("SIGCONT");
    signal(name);
    await ended;
    running = undefined;
    if (archive !== undefined && existsSync(archive)) renameSync(archive, request.programs.archive);
  };
  return {
    nodeId: request.nodeId,
    listeners: Object.fromEntries(
      listenerNames.map((name) => [name, `127.0.0.1:${request.own.listeners[name]}`]),
    ) as Record<ListenerName, string>,
    logFolder: request.logFolder,
    async start() {
      if (running !== undefined) throw new Error(`node ${request.nodeId} is running already`);
      running = await launch(request);
      await untilStarted(request, running);
    },
    stop: () => finish("SIGTERM"),
    kill: () => finish("SIGKILL"),
    pause: () => signal("SIGSTOP"),
    resume: () => signal("SIGCONT"),
    end: () => finish(running?.archive === undefined ? "SIGKILL" : "SIGTERM"),
  };
}

async function launch({ home, programs, heap, nodeId }: NodeRequest): Promise<RunningNode> {
  const has = existsSync(programs.archive);
  const archive = has || nodeId !== 1 ? undefined : `${programs.archive}.${process.pid}`;
  const sharing = has
    ? [`-XX:SharedArchiveFile=${programs.archive}`]
    : archive === undefined
      ? []
      : [`-XX:ArchiveClassesAtExit=${archive}`];
  writeFileSync(logOf(home), "");
  // The shell outlives nobody: when the tests end, however they end, its input closes and it kills the broker.
  const script = `exec 3<&0; "$@" >>"$0" 2>&1 3<&- & pid=$!; echo $pid
    { read word || kill -9 $pid; } <&3 & watch=$!; wait $pid; kill $watch`;
  const flags = [...javaFlags, `-Xmx${heap}m`, ...sharing, "-cp", programs.classPath];
  const program = [programs.java, ...flags, "kafka.Kafka", join(home, "server.properties")];
  const shell = spawn("/bin/sh", ["-c", script, logOf(home), ...program], {
    cwd: home,
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = new Promise((resolve) => shell.once("exit", resolve));
  const pid = await new Promise<number>((resolve) =>
    shell.stdout.once("data", (text: Buffer) => resolve(Number(text.toString()))),
  );
  return { shell, pid, ended, archive };
}

const logOf = (home: string): string => join(home, "server.log");

async function untilStarted({ home }: NodeRequest, { shell }: RunningNode): Promise<void> {
  const until = Date.now() + 90_000;
  for (;;) {
    const log = readFileSync(logOf(home), "utf8");
    if (log.includes("Kafka Server started")) return;
    if (shell.exitCode !== null || Date.now() > until) {
      throw new Error(`the broker did not start:\n${log.slice(-2000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function freePorts(): Promise<NodePorts> {
  const count = listenerNames.length + 1;
  const probes = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    probes.map(
      (probe) =>
        new Promise<number>((resolve) =>
          probe.listen(0, "127.0.0.1", () => {
            const address = probe.address();
            resolve(typeof address === "object" && address !== null ? address.port : 0);
          }),
        ),
    ),
  );
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  return {
    controller: ports[listenerNames.length] ?? 0,
    listeners: Object.fromEntries(
      listenerNames.map((name, index) => [name, ports[index] ?? 0]),
    ) as Record<ListenerName, number>,
  };
}
