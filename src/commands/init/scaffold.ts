/** The files of a new project, rendered from the templates beside this file. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AdapterType } from "../../adapters/dialects.ts";

export interface Scaffold {
  readonly name: string;
  readonly adapter: AdapterType;
}

const templates = fileURLToPath(new URL("./templates/", import.meta.url));

/** npm leaves `.gitignore` files out of packages, so the template goes by another name. */
const renamed: Readonly<Record<string, string>> = { gitignore: ".gitignore" };

/**
 * Writes a new project into a folder, which is made.
 * @returns the files, relative to the folder
 */
export async function writeScaffold(folder: string, scaffold: Scaffold): Promise<string[]> {
  const { default: nunjucks } = await import("nunjucks");
  // The files hold Jinja of their own, which must come out as it is: what we fill in stands in << >> and <% %>.
  const environment = new nunjucks.Environment(null, {
    autoescape: false,
    trimBlocks: true,
    tags: {
      blockStart: "<%",
      blockEnd: "%>",
      variableStart: "<<",
      variableEnd: ">>",
      commentStart: "<#",
      commentEnd: "#>",
    },
  });
  const files = templateFiles();
  for (const file of files) {
    const text = environment.renderString(readFileSync(join(templates, file), "utf8"), scaffold);
    const path = join(folder, renamed[file] ?? file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return files.map((file) => renamed[file] ?? file);
}

function templateFiles(): string[] {
  return readdirSync(templates, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(templates.length))
    .map((path) => path.replaceAll("\\", "/"))
    .sort();
}
