/** Writes docs/cli.md from the tables of commands and options. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, root } from "./ensure.mjs";

await build();
const { commandLineReference } = await import("../dist/cli/reference.js");
writeFileSync(join(root, "docs", "cli.md"), commandLineReference());
