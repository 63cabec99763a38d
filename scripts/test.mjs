/** `npm test`: install, compile, and run every test. Arguments go to vitest. */
import { bin, build, install, run } from "./ensure.mjs";

install();
await build();
run(bin("vitest"), ["run", ...process.argv.slice(2)]);
