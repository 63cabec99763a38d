/** The messages that schemas import without bringing them: Google's, and Confluent's for what Connect's types mean. */
import protobuf from "protobufjs";

const scalar = (type: string, id: number) => ({ type, id });

const connectFiles: Readonly<Record<string, protobuf.INamespace>> = {
  "confluent/type/decimal.proto": within("confluent", "type", {
    Decimal: {
      fields: {
        value: scalar("bytes", 1),
        precision: scalar("uint32", 2),
        scale: scalar("int32", 3),
      },
    },
  }),
  "google/type/date.proto": within("google", "type", {
    Date: {
      fields: { year: scalar("int32", 1), month: scalar("int32", 2), day: scalar("int32", 3) },
    },
  }),
  "google/type/timeofday.proto": within("google", "type", {
    TimeOfDay: {
      fields: {
        hours: scalar("int32", 1),
        minutes: scalar("int32", 2),
        seconds: scalar("int32", 3),
        nanos: scalar("int32", 4),
      },
    },
  }),
};

function within(
  outer: string,
  inner: string,
  types: Readonly<Record<string, protobuf.IType>>,
): protobuf.INamespace {
  return { nested: { [outer]: { nested: { [inner]: { nested: { ...types } } } } } };
}

/** @param brought files that the schema brings itself */
export function addCommonTypes(root: protobuf.Root, brought: ReadonlySet<string>): void {
  const google = ["any", "duration", "empty", "field_mask", "struct", "timestamp", "wrappers"];
  for (const name of google.map((file) => `google/protobuf/${file}.proto`)) {
    const { nested } = protobuf.common.get(name) ?? {};
    if (!brought.has(name) && nested) root.addJSON(nested);
  }
  for (const [name, { nested }] of Object.entries(connectFiles)) {
    if (!brought.has(name) && nested) root.addJSON(nested);
  }
}
