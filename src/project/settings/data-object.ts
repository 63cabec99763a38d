/** Questions about plain data. */
import type { Data, DataObject } from "../../core/data.ts";

/** A mapping with text keys; not a list, a date, a whole float or a mapping with other keys. */
export function isDataObject(value: Data | undefined): value is DataObject {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !("toJSON" in value && typeof value.toJSON === "function")
  );
}

/** What Python calls the type of a value, for messages. */
export function typeOfData(value: Data): string {
  if (value === null) return "nothing";
  if (typeof value === "string") return "text";
  if (typeof value === "boolean") return "a boolean";
  if (typeof value === "number" || typeof value === "bigint") return "a number";
  if (Array.isArray(value)) return "a list";
  if ("float" in value) return "a number";
  return isDataObject(value) || "pyMapping" in value ? "a mapping" : "a date";
}
