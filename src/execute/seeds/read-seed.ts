/** A seed's file as the table that templates see: read, checked, its columns typed as dbt types them. */
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Emit } from "../../core/events.ts";
import type { Seed } from "../../core/nodes.ts";
import type { Place } from "../../core/place.ts";
import { throwAll } from "../../core/problem.ts";
import {
  seedColumnTypeUnused,
  seedDelimiterInvalid,
  seedEmpty,
  seedQuoteOpen,
  seedRowTooLong,
} from "../../core/problems/seed.ts";
import type { Project } from "../../project/load.ts";
import { decodeSeed } from "../../project/parse/seed-text.ts";
import { type CsvText, readCsv } from "./csv.ts";
import { columnNames, inferTypes } from "./inference.ts";
import { SeedTable, type ShortRow } from "./seed-table.ts";

export interface SeedOptions {
  readonly project: Project;
  readonly emit: Emit;
}

/**
 * Reads a seed.
 * @throws Problems for a file that is no CSV, each with its line
 */
export function readSeed(seed: Seed, { project, emit }: SeedOptions): SeedTable {
  const owner = project.packageNamed(seed.package_name) ?? project.settings;
  const path = join(owner.dir, seed.original_file_path);
  const file = relative(project.settings.dir, path).replaceAll("\\", "/");
  const delimiter = delimiterOf(seed, file);
  const text = decodeSeed(readFileSync(path), file);
  const csv = readCsv(text, delimiter);
  check(csv, file);
  const [header = [], ...rows] = csv.records;
  const names = columnNames(header);
  const forced = forcedTypes(seed, names, file, emit);
  const types = inferTypes(rows, names, forced);
  const shortRow = firstShortRow(csv, header.length, file);
  return new SeedTable({ names, types, rows: project.flags.empty ? [] : rows, path, shortRow });
}

/** Where rows are inserted one by one the cells that are missing are null; databases that read the file refuse it. */
function firstShortRow(
  { records, lines }: CsvText,
  columns: number,
  file: string,
): ShortRow | undefined {
  const index = records.findIndex((record) => record.length < columns);
  const record = records[index];
  if (record === undefined) return undefined;
  return { at: { file, line: lines[index] ?? 1, column: 1 }, cells: record.length };
}

const firstLine = (file: string): Place => ({ file, line: 1, column: 1 });

function delimiterOf(seed: Seed, file: string): string {
  const configured: unknown = seed.config.delimiter ?? ",";
  if (typeof configured === "string" && configured.length === 1) return configured;
  throw seedDelimiterInvalid(String(configured), firstLine(file));
}

function check({ records, lines, openQuote }: CsvText, file: string): void {
  if (openQuote !== undefined) throw seedQuoteOpen({ file, line: openQuote, column: 1 });
  const header = records[0];
  if (header === undefined || header.length === 0) throw seedEmpty(firstLine(file));
  throwAll(
    records
      .map((record, index) => ({ record, line: lines[index] ?? 1 }))
      .filter(({ record }) => record.length > header.length)
      .slice(0, 10)
      .map(({ record, line }) =>
        seedRowTooLong({ file, line, column: 1 }, record.length, header.length),
      ),
  );
}

/** The columns that `column_types` gives a type, so that their text is left alone; warns of names that do not exist. */
function forcedTypes(
  seed: Seed,
  names: readonly string[],
  file: string,
  emit: Emit,
): ReadonlySet<string> {
  const configured = Object.keys(seed.config.column_types ?? {});
  const unknown = configured.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    const problem = seedColumnTypeUnused(seed.name, unknown.sort(), firstLine(file));
    emit({ type: "warning", name: "JinjaLogWarning", problem });
  }
  return new Set(configured);
}
