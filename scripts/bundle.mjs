/**
 * Joins the modules that a command loads into a few files, because opening hundreds of small ones costs more than
 * running most commands. Works on what tsc wrote to dist/; dependencies stay outside.
 */
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { rolldown } from "rolldown";

/**
 * Replaces dist/cli/main.js by a bundle of it.
 * @param dist The folder that tsc wrote to.
 */
export async function bundle(dist) {
  const cli = join(dist, "cli");
  const build = await rolldown({
    input: join(cli, "main.js"),
    platform: "node",
    external: (id) => !id.startsWith(".") && !id.startsWith(dist),
    plugins: [keepPlaces(cli)],
    treeshake: false, // keeps the order in which modules are evaluated
  });
  const fresh = mkdtempSync(join(dist, ".bundle-"));
  await build.write({ dir: fresh, chunkFileNames: "part-[hash].js" });
  await build.close();
  for (const name of readdirSync(fresh)) cpSync(join(fresh, name), join(cli, name));
  rmSync(fresh, { recursive: true });
}

/** Modules look for files beside themselves, but the bundle lies in `folder`. */
const keepPlaces = (folder) => ({
  name: "keep-places",
  transform(code, id) {
    if (!code.includes("import.meta.url")) return undefined;
    const from = relative(folder, id).split(sep).join("/");
    const place = `new URL(${JSON.stringify(from)}, import.meta.url).href`;
    return { code: code.replaceAll("import.meta.url", place), map: null };
  },
});
