/** Reads the rows in which every database tells what relations it has. */
import type { Cell, ExistingRelation, RelationType } from "./adapter.ts";

/** @param rows of identifier, schema and type each */
export const relationsIn = (
  database: string,
  rows: readonly (readonly Cell[])[],
): readonly ExistingRelation[] =>
  rows.map(([identifier, schema, type]) => ({
    database,
    schema: String(schema),
    identifier: String(identifier),
    type: type as RelationType,
  }));
