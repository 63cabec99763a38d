/**
 * JSON with a schema beside it (JSON Schema drafts 6, 7, 2019-09 and 2020-12). Values that do not keep to it are refused.
 */
import type { Options } from "ajv";
import { parseJsonObject, reject, textOf } from "./decode-json.ts";
import type { SchemaText, ValueCodec } from "./value-codec.ts";

/** `format` is a remark in JSON Schema; what a column takes is the landing's contract. */
const options: Options = { strict: false, validateFormats: false, logger: false };

/** @throws what the library says of the schema */
export async function jsonSchemaCodec({ text, references }: SchemaText): Promise<ValueCodec> {
  const { $schema: draft, ...schema }: Record<string, unknown> = JSON.parse(text);
  const ajv = await validatorFor(String(draft));
  for (const reference of references) {
    const { $schema: _, ...referred }: Record<string, unknown> = JSON.parse(reference.text);
    ajv.addSchema(referred, reference.name);
  }
  const validate = ajv.compile(schema);
  return {
    decode(payload) {
      const parsed = parseJsonObject(payload);
      if (parsed.kind === "reject") return parsed;
      // Not the fields themselves: an exact integer is none for the validator.
      if (validate(JSON.parse(textOf(payload)))) return parsed;
      const [first] = validate.errors ?? [];
      const where = first?.instancePath ? first.instancePath.slice(1).replaceAll("/", ".") : "it";
      return reject("SCHEMA_MISMATCH", `By its schema ${where} ${first?.message ?? "is wrong"}.`);
    },
  };
}

/** What draft 6 says means the same in draft 7. */
async function validatorFor(draft: string) {
  if (draft.includes("2019-09")) return new (await import("ajv/dist/2019.js")).Ajv2019(options);
  if (draft.includes("2020-12")) return new (await import("ajv/dist/2020.js")).Ajv2020(options);
  return new (await import("ajv")).Ajv(options);
}
