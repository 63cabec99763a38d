/**
 * What a real Kafka broker needs on this machine, fetched and made once and kept in the user's cache folder: jars from
 * Maven Central, an archive of loaded classes, a formatted log folder. Starts no broker.
 */
import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Java 17 or newer runs it. */
const kafkaVersion = "4.1.1";

export interface KafkaPrograms {
  readonly java: string;
  readonly classPath: string;
  /** The JVM's archive of loaded classes, which halves its start; made at the end of the first run. */
  readonly archive: string;
  /** What `StorageTool format` writes for node 1, with the users of `scramUsers`. */
  readonly formatted: string;
}

export const clusterId = "4L6g3nShT-eMCtK--X86sw";

/** They log in by SCRAM-SHA-256 and SCRAM-SHA-512. */
export const scramUsers: Readonly<Record<string, string>> = {
  bob: "bob-secret",
  eve: "eve-secret",
};

/** Flags of every broker's JVM: short lives, little memory. */
export const javaFlags = [
  "-XX:+UseSerialGC",
  "-XX:TieredStopAtLevel=1",
  "-Xshare:auto",
  "-Xlog:cds=off",
  "-Xlog:cds+dynamic=off",
  "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
  "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info",
];

/** Below the user's cache folder, so that a checkout stays clean and a second one has nothing to fetch. */
export function cacheFolder(): string {
  const root = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const folder = join(root, "tsdbt", "kafka", kafkaVersion);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** What a broker is started from, or the reason why there can be none. */
export async function findPrograms(): Promise<KafkaPrograms | string> {
  const javaHome = process.env.JAVA_HOME && join(process.env.JAVA_HOME, "bin");
  const java = findProgram("java", javaHome);
  if (java === undefined) return "there is no java on the PATH";
  try {
    const classPath = await classPathOfKafka();
    const key = createHash("sha256")
      .update(`${realpathSync(java)}\n${classPath}`)
      .digest("hex");
    return {
      java,
      classPath,
      archive: join(cacheFolder(), `classes-${key.slice(0, 12)}.jsa`),
      formatted: await formattedFolder(java, classPath),
    };
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

function findProgram(name: string, ...first: readonly (string | undefined)[]): string | undefined {
  const folders = [...first, ...(process.env.PATH ?? "").split(delimiter)];
  return folders
    .filter((folder) => folder !== undefined && folder !== "")
    .map((folder) => join(folder ?? "", name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

async function classPathOfKafka(): Promise<string> {
  const file = join(cacheFolder(), "class-path.txt");
  const known = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  if (known !== "" && known.split(delimiter).every((jar) => existsSync(jar))) return known;
  const mvn = findProgram("mvn");
  if (mvn === undefined) throw new Error("there is no mvn on the PATH, which fetches Kafka's jars");
  const folder = mkdtempSync(join(tmpdir(), "tsdbt-kafka-jars-"));
  try {
    writeFileSync(join(folder, "pom.xml"), pom);
    const goal = "dependency:build-classpath";
    await run(mvn, ["-q", "-B", goal, "-Dmdep.outputFile=class-path.txt"], {
      cwd: folder,
      timeout: 300_000,
    });
    replaceFile(file, readFileSync(join(folder, "class-path.txt"), "utf8"));
  } catch (thrown) {
    throw new Error(`mvn could not fetch Kafka's jars: ${String(thrown).slice(0, 500)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return readFileSync(file, "utf8").trim();
}

const pom = `<project><modelVersion>4.0.0</modelVersion><groupId>local</groupId><artifactId>kafka</artifactId>
<version>1</version><packaging>pom</packaging><dependencies>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${kafkaVersion}</version></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
</dependencies></project>`;

/** Formatting takes a JVM of its own; its two files hold no path, so that later brokers copy them. */
async function formattedFolder(java: string, classPath: string): Promise<string> {
  const folder = join(cacheFolder(), "formatted");
  if (existsSync(join(folder, "bootstrap.checkpoint"))) return folder;
  const scratch = mkdtempSync(join(cacheFolder(), "format-"));
  try {
    const properties = join(scratch, "server.properties");
    const log = join(scratch, "log");
    writeFileSync(
      properties,
      `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:1
listeners=PLAINTEXT://127.0.0.1:2,CONTROLLER://127.0.0.1:1
controller.listener.names=CONTROLLER
log.dirs=${log}
`,
    );
    const users = Object.entries(scramUsers).flatMap(([name, password]) =>
      ["SCRAM-SHA-256", "SCRAM-SHA-512"].flatMap((mechanism) => [
        "--add-scram",
        `${mechanism}=[name=${name},password=${password}]`,
      ]),
    );
    const tool = ["kafka.tools.StorageTool", "format", "-t", clusterId, "-c", properties];
    await run(java, [...javaFlags, "-cp", classPath, ...tool, ...users]);
    renameSync(log, folder);
  } catch (thrown) {
    // Another run may have been faster.
    if (!existsSync(join(folder, "bootstrap.checkpoint"))) throw thrown;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return folder;
}

/** Whole or not at all, whoever else writes it. */
function replaceFile(file: string, text: string): void {
  const scratch = `${file}.${randomUUID()}`;
  writeFileSync(scratch, text);
  renameSync(scratch, file);
}
