/** What keeps the values of a stream from being decoded as a whole: the schema registry, and schemas themselves. */
import type { Place } from "../place.ts";
import { Problem } from "../problem.ts";

/**
 * The schema registry does not answer.
 * @example schema_registry: {url: "http://localhost:8081"}, where nothing listens
 */
export const registryUnreachable = (url: string, reason: string, cause?: unknown) =>
  new Problem(
    "REGISTRY_UNREACHABLE",
    `The schema registry at ${url} cannot be reached: ${reason}.`,
    {
      hint: "Start it, or correct its address; schemas that are known already go on being used.",
      cause,
    },
  );

/**
 * The schema registry does not let us in.
 * @example schema_registry: {url: …, username: loader, password: "{{ env_var('OLD_PASSWORD') }}"}
 */
export const registryRefused = (url: string, status: number) =>
  new Problem(
    "REGISTRY_REFUSED",
    `The schema registry at ${url} refuses the login (HTTP ${status}).`,
    {
      hint: "Check username and password, or the token, and that they may read schemas.",
    },
  );

/**
 * A record names a schema that the registry does not have.
 * @example a topic that was copied from a cluster with another registry
 */
export const registrySchemaUnknown = (url: string, schema: string) =>
  new Problem("REGISTRY_SCHEMA_UNKNOWN", `The schema registry at ${url} has no schema ${schema}.`, {
    hint: "Ask the registry that the producer registers with; the records wait in their topic.",
  });

/**
 * The registry's answer is none of a Confluent-compatible registry.
 * @example the url of a web page that answers to every path
 */
export const registryAnswerInvalid = (url: string, reason: string) =>
  new Problem(
    "REGISTRY_ANSWER_INVALID",
    `The answer of the schema registry at ${url} is none: ${reason}.`,
    {
      hint: "Check the address; some registries speak Confluent's API below a path of its own.",
    },
  );

/**
 * A schema of the registry does not say what it should.
 * @example a Protobuf schema whose import is not among its references
 */
export const registrySchemaInvalid = (schema: string, reason: string) =>
  new Problem(
    "REGISTRY_SCHEMA_INVALID",
    `The schema ${schema} of the registry is invalid: ${reason}`,
    {
      hint: "Register it anew, or ask its producer.",
    },
  );

/**
 * A stream's values need a schema, and neither a registry nor a file gives one.
 * @example format: avro, at a connection without `schema_registry`
 */
export const schemaMissing = (stream: string, format: string, at: Place | undefined) =>
  new Problem(
    "SCHEMA_MISSING",
    `The stream "${stream}" has values in ${format}, and nothing says their schema.`,
    {
      at,
      hint: "Give its connection a `schema_registry`, or the format a `schema` file.",
    },
  );

/**
 * The file of a stream's schema cannot be read.
 * @example format: {type: avro, schema: schemas/clicks.avcs}
 */
export const schemaFileUnreadable = (file: string, reason: string, at: Place | undefined) =>
  new Problem("SCHEMA_FILE_UNREADABLE", `The schema ${file} cannot be read: ${reason}.`, {
    at,
    hint: "Correct the path, which starts at the project's folder.",
  });

/**
 * The file of a stream's schema does not hold one, or not the message that the format names.
 * @example format: {type: protobuf, schema: shop.proto, message: shop.Click}, and shop.proto has no Click
 */
export const schemaFileInvalid = (file: string, reason: string, at: Place | undefined) =>
  new Problem("SCHEMA_FILE_INVALID", `The schema ${file} is invalid: ${reason}`, { at });
