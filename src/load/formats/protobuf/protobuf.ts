/** Values in Protobuf's encoding (protobuf.dev, "Encoding"), by schemas written in its language. */
import protobuf from "protobufjs";
import { reject } from "../decode-json.ts";
import { checkedFields, type SchemaText, type ValueCodec } from "../value-codec.ts";
import { addCommonTypes } from "./common-types.ts";
import { messageFields } from "./message-fields.ts";

const parseOptions = { keepCase: true };

/**
 * @param message full name of the values' message; without it each value, or its header, begins with the message's place
 *   in the schema (Confluent's wire format)
 * @throws what the library says of the schema, or that it has no such message
 */
export function protobufCodec({ text, references }: SchemaText, message?: string): ValueCodec {
  const root = new protobuf.Root();
  addCommonTypes(root, new Set(references.map(({ name }) => name)));
  for (const reference of references) protobuf.parse(reference.text, root, parseOptions);
  protobuf.parse(text, root, parseOptions);
  root.resolveAll();
  const messages = ownMessages(text);
  const typeAt = (path: readonly number[]): protobuf.Type | undefined => {
    const name = messages.get(path.join("."));
    return name === undefined ? undefined : root.lookupType(name);
  };
  const named = message === undefined ? undefined : root.lookupType(message);
  const read = (payload: Buffer, indexes: Buffer | undefined) => {
    if (named !== undefined) return { type: named, message: named.decode(payload) };
    const { path, rest } = readPath(indexes ?? payload);
    const type = typeAt(path);
    if (type === undefined) throw new Error(`the schema has no message at ${path.join(".")}`);
    return { type, message: type.decode(indexes === undefined ? rest : payload) };
  };
  return {
    decode(payload, indexes) {
      let decoded: ReturnType<typeof read>;
      try {
        decoded = read(payload, indexes);
      } catch (error) {
        return reject("BAD_PROTOBUF", error instanceof Error ? error.message : String(error));
      }
      return checkedFields(messageFields(decoded.message, decoded.type), payload);
    },
  };
}

/** The messages that the schema itself declares, by their place: `1` is the second, `1.0` the first within it. */
function ownMessages(text: string): ReadonlyMap<string, string> {
  const own = new protobuf.Root();
  const { package: name } = protobuf.parse(text, own, parseOptions);
  const found = new Map<string, string>();
  const visit = (within: protobuf.NamespaceBase, path: string): void => {
    const types = within.nestedArray.filter((nested) => nested instanceof protobuf.Type);
    for (const [index, type] of types.entries()) {
      found.set(`${path}${index}`, type.fullName);
      visit(type, `${path}${index}.`);
    }
  };
  const top = name ? own.lookup(name) : own;
  if (top instanceof protobuf.Namespace) visit(top, "");
  return found;
}

/** How many indexes, then each; one zero stands for the first message. All are zigzag numbers. */
function readPath(bytes: Buffer): { readonly path: readonly number[]; readonly rest: Buffer } {
  if (bytes.length === 0) return { path: [0], rest: bytes };
  const reader = protobuf.Reader.create(bytes);
  const count = reader.sint32();
  if (count < 0 || count > 64) throw new Error("the message's place in the schema is none");
  const path = Array.from({ length: count }, () => reader.sint32());
  return { path: count === 0 ? [0] : path, rest: bytes.subarray(reader.pos) };
}
