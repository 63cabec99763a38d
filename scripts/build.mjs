/** `npm run build`: install and compile. */
import { build, install } from "./ensure.mjs";

install();
await build();
