/** The generic tests of sources and their columns. */

import { asTags, writtenColumns } from "./columns.ts";
import { addTest } from "./generic-tests.ts";
import { testsOf } from "./patches.ts";
import { configOf, mergedQuoting } from "./source-config.ts";
import { sourceTarget } from "./test-target.ts";
import type { Workspace } from "./workspace.ts";
import type { WrittenTable } from "./written-sources.ts";

/** Adds the tests of a table. */
export function addSourceTests(written: WrittenTable, workspace: Workspace): void {
  const { entry, source, table, path } = written;
  const name = table.name as string;
  const tested = { file: entry.file, fileKeyName: `sources.${entry.name}` };
  const target = sourceTarget(tested, entry.name, name);
  const shared = [...asTags(source.tags ?? []), ...asTags(table.tags ?? [])];
  const { tests, key } = testsOf(table, entry, path);
  for (const [index, value] of tests.entries())
    addTest(
      { value, path: path.concat(key, index), columnName: null, tags: shared },
      target,
      workspace,
    );
  const quoteAll = mergedQuoting(source.quoting, table.quoting).column;
  for (const column of writtenColumns(table, path)) {
    const written = testsOf(column.raw, entry, column.path);
    const quoted = column.raw.quote ?? quoteAll;
    const columnName = column.raw.name as string;
    const tags = [
      ...shared,
      ...asTags(column.raw.tags ?? []),
      ...asTags(configOf(column.raw).tags ?? []),
    ];
    for (const [index, value] of written.tests.entries())
      addTest(
        {
          value,
          path: column.path.concat(written.key, index),
          columnName: quoted ? `"${columnName}"` : columnName,
          tags,
        },
        target,
        workspace,
      );
  }
}
