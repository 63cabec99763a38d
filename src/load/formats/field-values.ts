/** What kind of value a field holds. */
import type { Fields, FieldValue } from "../value-decoder.ts";

/** True for an object with fields, which a list and bytes are not. */
export const isFields = (value: FieldValue | undefined): value is Fields =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Uint8Array);
