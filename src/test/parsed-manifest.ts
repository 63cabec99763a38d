/** Parses or compiles a project that is given as files, for tests of what its manifest says. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { createProject } from "../index.ts";
import { folderWith } from "../project/settings/temporary-project.test.support.ts";

export const parsedManifest = (files: Readonly<Record<string, string>>): Promise<any> =>
  manifestAfter("parse", files);

/** @param command one word of dbt's */
export async function manifestAfter(
  command: string,
  files: Readonly<Record<string, string>>,
): Promise<any> {
  const dir = folderWith({
    "profiles.yml": "p:\n  outputs:\n    default: {type: duckdb}\n",
    ...files,
  });
  const { problems } = await createProject({ dir }).invoke([command]);
  expect(problems).toEqual([]);
  return JSON.parse(readFileSync(join(dir, "target", "manifest.json"), "utf8"));
}
