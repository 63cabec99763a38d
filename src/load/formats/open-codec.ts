/** Chooses the codec of a schema. Each library is loaded when a schema needs it. */
import { unreachable } from "../../core/unreachable.ts";
import type { SchemaText, ValueCodec } from "./value-codec.ts";

/**
 * @param message Protobuf: the full name of the values' message, where they do not say it themselves
 * @throws what the library says of the schema
 */
export async function openCodec(schema: SchemaText, message?: string): Promise<ValueCodec> {
  switch (schema.type) {
    case "avro":
      return (await import("./avro.ts")).avroCodec(schema);
    case "protobuf":
      return (await import("./protobuf/protobuf.ts")).protobufCodec(schema, message);
    case "json_schema":
      return (await import("./json-schema.ts")).jsonSchemaCodec(schema);
    default:
      return unreachable(schema.type);
  }
}
