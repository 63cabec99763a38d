/**
 * Asks a Confluent-compatible registry for schemas (Schema Registry API, "Schemas" and "Subjects"). A schema of an id
 * never changes, so it is asked for once; when the registry is away, the known ones go on being given, also those that
 * an earlier process kept.
 */
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { problemsIn } from "../../core/problem.ts";
import {
  registryAnswerInvalid,
  registryRefused,
  registrySchemaUnknown,
  registryUnreachable,
} from "../../core/problems/registry.ts";
import type { RegistrySettings } from "../connection.ts";
import type { SchemaText } from "../formats/value-codec.ts";
import { type GetAnswer, httpGet } from "./http-get.ts";
import type { SchemaStore } from "./schema-store.ts";

export interface SchemaRegistry {
  /**
   * @param schema an id, or a GUID
   * @throws Problem REGISTRY_UNREACHABLE, REGISTRY_REFUSED, REGISTRY_SCHEMA_UNKNOWN, REGISTRY_ANSWER_INVALID
   */
  schema(schema: number | string): Promise<SchemaText>;
}

export interface RegistryOptions {
  /** Pauses between tries, in milliseconds. */
  readonly pausesMs?: readonly number[];
  /** For one answer, in milliseconds. */
  readonly timeoutMs?: number;
  /** Where schemas are kept for the next process; it is asked only while the registry is away. */
  readonly store?: SchemaStore | undefined;
}

/** A registry that is restarted is back within seconds, and one that follows another knows a new schema by then. */
const defaultPauses = [200, 500, 1_000, 2_000, 4_000];

const referenceShape = z.object({ name: z.string(), subject: z.string(), version: z.number() });
const schemaShape = z.object({
  schema: z.string(),
  schemaType: z.string().default("AVRO"),
  references: z.array(referenceShape).nullish(),
});

type Found = z.infer<typeof schemaShape>;

const typeNames: Readonly<Record<string, SchemaText["type"]>> = {
  AVRO: "avro",
  PROTOBUF: "protobuf",
  JSON: "json_schema",
};

export function openRegistry(
  settings: RegistrySettings,
  { pausesMs = defaultPauses, timeoutMs = 10_000, store }: RegistryOptions = {},
): SchemaRegistry {
  const base = new URL(settings.url);
  const headers = headersOf(settings, base);
  base.username = "";
  base.password = "";
  const shown = base.href.replace(/\/$/, "");

  const get = async (path: string, name: string, pauses = pausesMs): Promise<Found> => {
    const url = new URL(`${shown}/${path}`);
    for (let attempt = 0; ; attempt++) {
      const outcome = await tryGet({ url, headers, tls: settings.tls, timeoutMs });
      if (isAnswer(outcome) && outcome.status === 200) return readAnswer(shown, outcome.text);
      const problem = problemOf(shown, name, outcome);
      const wait = pauses[attempt];
      if (wait === undefined || !mayPass(outcome)) throw problem;
      await pause(wait);
    }
  };

  const withReferences = async (found: Found, path: string, name: string): Promise<SchemaText> => {
    const type = typeNames[found.schemaType];
    if (type === undefined) {
      throw registryAnswerInvalid(shown, `${path} is of the unknown type ${found.schemaType}`);
    }
    const references = new Map<string, string>();
    await collect(found, references, new Set(), (subject, version) =>
      get(`subjects/${encodeURIComponent(subject)}/versions/${version}`, `${name} (${subject})`),
    );
    return {
      type,
      text: found.schema,
      references: [...references].map(([called, text]) => ({ name: called, text })),
    };
  };

  const fetchSchema = async (
    schema: number | string,
    pauses?: readonly number[],
  ): Promise<SchemaText> => {
    const path = typeof schema === "number" ? `schemas/ids/${schema}` : `schemas/guids/${schema}`;
    return await withReferences(await get(path, String(schema), pauses), path, String(schema));
  };

  /** What was kept is as good, so the registry is not waited for where there is something. */
  const fetchOrFind = async (schema: number | string): Promise<SchemaText> => {
    if (store === undefined) return await fetchSchema(schema);
    const kept = await store.find(shown, schema);
    try {
      const found = await fetchSchema(schema, kept && []);
      await store.keep(shown, schema, found);
      return found;
    } catch (thrown) {
      if (kept === undefined || !isAway(thrown)) throw thrown;
      return kept;
    }
  };

  const known = new Map<number | string, Promise<SchemaText>>();
  return {
    schema(schema) {
      const before = known.get(schema);
      if (before !== undefined) return before;
      const asked = fetchOrFind(schema);
      known.set(schema, asked);
      asked.catch(() => known.delete(schema));
      return asked;
    },
  };
}

/** What a schema refers to, first what others need. */
async function collect(
  { references }: Found,
  collected: Map<string, string>,
  seen: Set<string>,
  fetchVersion: (subject: string, version: number) => Promise<Found>,
): Promise<void> {
  for (const { name, subject, version } of references ?? []) {
    if (seen.has(name)) continue;
    seen.add(name);
    const found = await fetchVersion(subject, version);
    await collect(found, collected, seen, fetchVersion);
    collected.set(name, found.schema);
  }
}

function headersOf(settings: RegistrySettings, url: URL): Record<string, string> {
  const accept = "application/vnd.schemaregistry.v1+json, application/json";
  const username = settings.username ?? decodeURIComponent(url.username);
  const password = settings.password ?? decodeURIComponent(url.password);
  if (settings.token !== undefined) return { accept, authorization: `Bearer ${settings.token}` };
  if (username === "") return { accept };
  const encoded = Buffer.from(`${username}:${password}`).toString("base64");
  return { accept, authorization: `Basic ${encoded}` };
}

async function tryGet(request: Parameters<typeof httpGet>[0]): Promise<GetAnswer | Error> {
  try {
    return await httpGet(request);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

const isAway = (thrown: unknown): boolean =>
  problemsIn(thrown)?.every(({ code }) => code === "REGISTRY_UNREACHABLE") ?? false;

const isAnswer = (outcome: GetAnswer | Error): outcome is GetAnswer => !(outcome instanceof Error);

/** A wrong login stays wrong, and so does a certificate. */
function mayPass(outcome: GetAnswer | Error): boolean {
  if (isAnswer(outcome)) {
    return outcome.status === 404 || outcome.status === 429 || outcome.status >= 500;
  }
  return !/CERT|TLS|SSL|ERR_INVALID/.test("code" in outcome ? String(outcome.code) : "");
}

function problemOf(url: string, schema: string, outcome: GetAnswer | Error) {
  if (!isAnswer(outcome)) {
    const code = "code" in outcome ? String(outcome.code) : undefined;
    return registryUnreachable(
      url,
      code === "ABORT_ERR" ? outcome.message : (code ?? outcome.message),
    );
  }
  const { status, text } = outcome;
  if (status === 401 || status === 403) return registryRefused(url, status);
  if (status === 404 && isRegistryError(text)) return registrySchemaUnknown(url, schema);
  if (status === 429 || status >= 500) return registryUnreachable(url, `it answers HTTP ${status}`);
  return registryAnswerInvalid(url, `HTTP ${status}`);
}

/** A registry says in JSON what it does not find; a web server that is none shows a page. */
function isRegistryError(text: string): boolean {
  const shape = z.object({ error_code: z.number() });
  return shape.safeParse(jsonOf(text)).success;
}

function readAnswer(url: string, text: string): Found {
  const parsed = schemaShape.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw registryAnswerInvalid(url, "it holds no schema");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
