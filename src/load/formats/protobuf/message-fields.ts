/**
 * The fields of a decoded message, named as in the schema. What was not sent is null where that can be told from its
 * default, and the default where it cannot (protobuf.dev, "Field presence"); 64-bit integers are exact.
 */
import protobuf from "protobufjs";
import type { Fields, FieldValue } from "../../value-decoder.ts";
import { type Message, scalarValue } from "./scalars.ts";
import { wellKnownValue } from "./well-known.ts";

export function messageFields(message: protobuf.Message, type: protobuf.Type): Fields {
  const values = message as unknown as Message;
  const fields: Record<string, FieldValue> = {};
  for (const field of type.fieldsArray) {
    fields[field.name] = Object.hasOwn(values, field.name)
      ? fieldValue(field, values[field.name])
      : absent(field);
  }
  return fields;
}

function absent(field: protobuf.Field): FieldValue {
  if (field.map) return {};
  if (field.repeated) return [];
  const canTell = field.hasPresence || field.resolvedType instanceof protobuf.Type;
  return canTell ? null : singleValue(field, field.typeDefault);
}

function fieldValue(field: protobuf.Field, value: unknown): FieldValue {
  if (field instanceof protobuf.MapField) {
    const entries = Object.entries(value as Message).map(([key, inner]) => [
      mapKey(field, key),
      singleValue(field, inner),
    ]);
    return Object.fromEntries(entries);
  }
  return Array.isArray(value)
    ? value.map((item) => singleValue(field, item))
    : singleValue(field, value);
}

/** The library keeps keys of 64 bits as eight characters. */
function mapKey({ keyType }: protobuf.MapField, key: string): string {
  return /64/.test(keyType) ? String(protobuf.util.longFromHash(key, /^[uf]/.test(keyType))) : key;
}

function singleValue(field: protobuf.Field, value: unknown): FieldValue {
  const { resolvedType: type } = field;
  if (type instanceof protobuf.Enum) return type.valuesById[Number(value)] ?? Number(value);
  if (type instanceof protobuf.Type) {
    const known = wellKnownValue(type.fullName, value as Message);
    return known === undefined ? messageFields(value as protobuf.Message, type) : known;
  }
  return scalarValue(value);
}
