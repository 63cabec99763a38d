/**
 * Reads `connections:` of profiles.yml, a key that dbt takes no notice of. Only the connections that are asked for are
 * rendered: others may need variables that are not set here. Connects to nothing.
 */
import { readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { closestName } from "../../core/closest.ts";
import { type Data, type DataObject, ownValue } from "../../core/data.ts";
import type { Place } from "../../core/place.ts";
import { type Problem, problemsIn } from "../../core/problem.ts";
import { connectionFileUnreadable, connectionInvalid } from "../../core/problems/stream.ts";
import { isDataObject } from "../../project/settings/data-object.ts";
import { type Renderer, settingsRenderer } from "../../project/settings/render.ts";
import { parseYaml, type YamlDocument, type YamlPath } from "../../project/settings/yaml.ts";
import type { Connection, RegistrySettings, SaslSettings, TlsSettings } from "../connection.ts";
import {
  type ConnectionConfig,
  connectionKeys,
  connectionSchema,
  type KafkaConfig,
  type RegistryConfig,
  type SaslConfig,
  type TlsConfig,
} from "./connection-schema.ts";
import { mistakesOf } from "./issues.ts";

export interface ConnectionOptions {
  /** Absolute: profiles.yml. */
  readonly file: string;
  /** Absolute: where relative paths start. */
  readonly projectDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--vars`. */
  readonly vars: DataObject;
}

export interface ConnectionFile {
  readonly names: readonly string[];
  /** Undefined where there is no such name. Mistakes are added to `problems`, and the connection is undefined then too. */
  connection(name: string): Connection | undefined;
  readonly problems: readonly Problem[];
  /** What must never be shown, of the connections that were read. */
  readonly secrets: readonly string[];
}

/** @throws Problem when the file is no YAML */
export function openConnections(options: ConnectionOptions): ConnectionFile {
  const { file, env, vars } = options;
  const shown = shownPath(file, options.projectDir);
  const document = parseYaml(readFileSync(file, "utf8"), shown);
  const renderer = settingsRenderer(document, { env, vars, mayReadSecrets: true });
  const problems: Problem[] = [];
  const secrets = new Set<string>();
  const written = isDataObject(document.value) ? document.value.connections : undefined;
  if (written !== undefined && written !== null && !isDataObject(written))
    problems.push(
      connectionInvalid(
        "list",
        "connections",
        "it must be a mapping",
        document.locate(["connections"]),
      ),
    );
  const entries = isDataObject(written) ? written : {};
  const known = new Map<string, Connection | undefined>();
  const reading = { document, renderer, problems, secrets, options };
  return {
    names: Object.keys(entries),
    connection(name) {
      const entry = ownValue(entries, name);
      if (entry === undefined) return undefined;
      if (!known.has(name)) known.set(name, readConnection(name, entry, reading));
      return known.get(name);
    },
    problems,
    get secrets() {
      return [...secrets, ...renderer.secrets];
    },
  };
}

interface Reading {
  readonly document: YamlDocument;
  readonly renderer: Renderer;
  readonly problems: Problem[];
  readonly secrets: Set<string>;
  readonly options: ConnectionOptions;
}

/** One connection while it is read. */
interface Entry extends Reading {
  readonly name: string;
  at(path: YamlPath): Place;
}

function readConnection(name: string, written: Data, reading: Reading): Connection | undefined {
  const { document, renderer, problems } = reading;
  const path = ["connections", name];
  const entry: Entry = { ...reading, name, at: (more) => document.locate([...path, ...more]) };
  try {
    const parsed = connectionSchema.safeParse(plain(renderer.tree(written, path)));
    if (parsed.success) return connectionOf(parsed.data, entry);
    for (const { path: where, message, unknownKey } of mistakesOf(parsed.error)) {
      const closest = unknownKey && closestKey(unknownKey, written);
      problems.push(
        connectionInvalid(name, where.join(".") || "it", message, entry.at(where), closest),
      );
    }
  } catch (thrown) {
    const found = problemsIn(thrown);
    if (found === undefined) throw thrown;
    problems.push(...found);
  }
  return undefined;
}

/** Dates and whole floats as JSON has them. */
const plain = (data: Data): unknown => JSON.parse(JSON.stringify(data));

function closestKey(key: string, written: Data): string | undefined {
  const type = isDataObject(written) ? String(written.type) : "";
  return closestName(key, connectionKeys[type] ?? []);
}

function connectionOf(config: ConnectionConfig, entry: Entry): Connection | undefined {
  const before = entry.problems.length;
  const made = config.type === "kafka" ? kafkaOf(config, entry) : fileOf(config, entry);
  return entry.problems.length === before ? made : undefined;
}

function fileOf(config: Extract<ConnectionConfig, { type: "file" }>, entry: Entry): Connection {
  return {
    type: "file",
    name: entry.name,
    dir: resolve(entry.options.projectDir, config.dir ?? "."),
    registry: registryOf(config.schema_registry, entry),
  };
}

function kafkaOf(config: KafkaConfig, entry: Entry): Connection {
  return {
    type: "kafka",
    name: entry.name,
    brokers: config.brokers,
    clientId: config.client_id,
    tls: tlsOf(config.ssl, ["ssl"], entry),
    sasl: config.sasl && saslOf(config.sasl, entry),
    registry: registryOf(config.schema_registry, entry),
    connectTimeoutMs: config.connect_timeout,
    requestTimeoutMs: config.request_timeout,
  };
}

function tlsOf(
  config: boolean | TlsConfig | undefined,
  path: YamlPath,
  entry: Entry,
): TlsSettings | undefined {
  if (config === false || config === undefined) return undefined;
  const given: Partial<TlsConfig> = config === true ? {} : config;
  const { passphrase, servername } = given;
  const key = pem(given.key, [...path, "key"], entry);
  for (const secret of [passphrase, key]) if (secret !== undefined) entry.secrets.add(secret);
  return {
    ca: pem(given.ca, [...path, "ca"], entry),
    cert: pem(given.cert, [...path, "cert"], entry),
    key,
    passphrase,
    servername,
    rejectUnauthorized: given.reject_unauthorized ?? true,
  };
}

/** The text itself where it is one, else that of the file. */
function pem(value: string | undefined, path: YamlPath, entry: Entry): string | undefined {
  if (value === undefined || value.includes("-----BEGIN")) return value;
  try {
    return readFileSync(resolve(entry.options.projectDir, value), "utf8");
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "there is no such file" : String(code);
    entry.problems.push(connectionFileUnreadable(entry.name, value, reason, entry.at(path)));
    return undefined;
  }
}

function saslOf(config: SaslConfig, entry: Entry): SaslSettings | undefined {
  if (config.mechanism !== "oauthbearer") {
    entry.secrets.add(config.password);
    return config;
  }
  const { mechanism, token, token_endpoint: tokenEndpoint, scope } = config;
  const { client_id: clientId, client_secret: clientSecret } = config;
  for (const secret of [token, clientSecret]) if (secret !== undefined) entry.secrets.add(secret);
  if (token !== undefined) return { mechanism, token };
  if (tokenEndpoint !== undefined && clientId !== undefined && clientSecret !== undefined)
    return { mechanism, tokenEndpoint, clientId, clientSecret, scope };
  const message = "give token, or token_endpoint with client_id and client_secret";
  entry.problems.push(connectionInvalid(entry.name, "sasl", message, entry.at(["sasl"])));
  return undefined;
}

function registryOf(
  config: RegistryConfig | undefined,
  entry: Entry,
): RegistrySettings | undefined {
  if (config === undefined) return undefined;
  const { url, username, password, token, ssl } = config;
  for (const secret of [password, token]) if (secret !== undefined) entry.secrets.add(secret);
  const tls = tlsOf(ssl, ["schema_registry", "ssl"], entry);
  return { url: url.replace(/\/+$/, ""), username, password, token, tls };
}

function shownPath(file: string, projectDir: string): string {
  const path = relative(projectDir, file).split(sep).join("/");
  return path.startsWith("../") ? join(file) : path;
}
