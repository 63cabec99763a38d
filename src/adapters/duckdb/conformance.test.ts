import { testAdapter } from "../../test/adapter-conformance.ts";
import { openDuckdb } from "./open.ts";

testAdapter("duckdb", {
  open: () => openDuckdb({ credentials: { path: ":memory:" }, baseDir: "." }),
  endlessSql: "select count(*) from range(1000000000) a, range(1000000) b",
  placeholder: () => "?",
});
