/** The port to where schemas are kept while their registry is away. */
import type { SchemaText } from "../formats/value-codec.ts";

export interface SchemaStore {
  /**
   * @param registry its address, without a login
   * @param schema an id, or a GUID
   */
  find(registry: string, schema: number | string): Promise<SchemaText | undefined>;
  keep(registry: string, schema: number | string, text: SchemaText): Promise<void>;
}
