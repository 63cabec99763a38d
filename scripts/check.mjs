/** `npm run check`: format, lint, types and tests, as CI asks of every commit. */
import { bin, build, install, run } from "./ensure.mjs";

install();
run(bin("biome"), ["check", "--error-on-warnings"]);
await build();
run(bin("vitest"), ["run", ...process.argv.slice(2)]);
