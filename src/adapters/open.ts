/** Opens the database of a profile. Drivers load when they are used. */
import type { Adapter } from "./adapter.ts";
import type { AdapterType } from "./dialects.ts";
import type { OpenOptions } from "./open-options.ts";

/**
 * Opens a database of that type.
 * @throws Problem when it cannot be reached or is set up wrongly
 */
export async function openAdapter(type: AdapterType, options: OpenOptions): Promise<Adapter> {
  switch (type) {
    case "duckdb": {
      const { openDuckdb } = await import("./duckdb/open.ts");
      return openDuckdb(options);
    }
    case "postgres": {
      const { openPostgres } = await import("./postgres/open.ts");
      return openPostgres(options);
    }
  }
}
