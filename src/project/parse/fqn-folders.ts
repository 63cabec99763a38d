/** The folders that stand in the fqn of what a properties file defines. */

/**
 * Without the first folder, and with `./models/a/b.yml` read as `models/a/b.yml` (dbt: pathlib drops such parts).
 * @param originalFilePath of the properties file, relative to its project, with `/`
 */
export function foldersBelowFirst(originalFilePath: string): readonly string[] {
  const [first = "", ...rest] = originalFilePath.split("/");
  const named = rest.filter((part) => part !== "." && part !== "");
  return (first === "." ? named.slice(1) : named).slice(0, -1);
}
