/** A seed's file as the table that templates see: read, checked, its columns typed as dbt types them. */
import { join, relative } from "node:path";
import type { Emit } from "../../core/events.ts";
import type { Seed } from "../../core/nodes.ts";
import type { Place } from "../../core/place.ts";
import { type Problem, throwAll } from "../../core/problem.ts";
import {
  seedColumnTypeUnused,
  seedDelimiterInvalid,
  seedEmpty,
  seedQuoteOpen,
  seedRowTooLong,
} from "../../core/problems/seed.ts";
import type { Project } from "../../project/load.ts";
import { type CsvRecords, readCsv } from "./csv.ts";
import { columnNames, createInference, type Inference } from "./inference.ts";
import { piecesOf } from "./seed-file.ts";
import { SeedTable, type ShortRow } from "./seed-table.ts";

export interface SeedOptions {
  readonly project: Project;
  readonly emit: Emit;
}

/**
 * Reads a seed once, to check it and to find its types; its rows are read again where they are wanted, so that a large
 * file is never in memory as a whole.
 * @throws Problems for a file that is no CSV, each with its line
 */
export function readSeed(seed: Seed, { project, emit }: SeedOptions): SeedTable {
  const owner = project.packageNamed(seed.package_name) ?? project.settings;
  const path = join(owner.dir, seed.original_file_path);
  const file = relative(project.settings.dir, path).replaceAll("\\", "/");
  const delimiter = delimiterOf(seed, file);
  const read = () => readCsv(piecesOf(path, file), delimiter);
  const names = headerOf(read(), file);
  const inference = createInference(names, forcedTypes(seed, names, file, emit));
  const { rows, shortRow } = survey(read(), names.length, inference, file);
  const isEmpty = project.flags.empty;
  return new SeedTable({
    names,
    shapes: inference.shapes(),
    rowCount: isEmpty ? 0 : rows,
    read: isEmpty ? () => [] : () => withoutHeader(read()),
    path,
    shortRow,
  });
}

/** @throws Problem when there is none */
function headerOf(parts: Iterable<CsvRecords>, file: string): string[] {
  for (const { records, openQuote } of parts) {
    const [header = []] = records;
    if (openQuote !== undefined && records.length === 1) throw openQuoteIn(file, openQuote);
    if (header.length > 0) return columnNames(header);
    break;
  }
  throw seedEmpty(firstLine(file));
}

const openQuoteIn = (file: string, line: number): Problem =>
  seedQuoteOpen({ file, line, column: 1 });

interface Survey {
  /** How many there are, without the header. */
  readonly rows: number;
  /** Where rows are inserted one by one the cells that are missing are null; databases that read the file refuse it. */
  readonly shortRow: ShortRow | undefined;
}

const mostTooLong = 10;

/** Goes over all rows. @throws Problems of rows that cannot be right */
function survey(
  parts: Iterable<CsvRecords>,
  columns: number,
  inference: Inference,
  file: string,
): Survey {
  let rows = -1;
  let shortRow: ShortRow | undefined;
  const tooLong: Problem[] = [];
  for (const { records, lines, openQuote } of parts) {
    if (openQuote !== undefined) throw openQuoteIn(file, openQuote);
    for (const [index, { length }] of records.entries()) {
      const at = { file, line: lines[index] ?? 1, column: 1 };
      if (length < columns) shortRow ??= { at, cells: length };
      else if (length > columns && tooLong.length < mostTooLong)
        tooLong.push(seedRowTooLong(at, length, columns));
    }
    inference.add(rows < 0 ? records.slice(1) : records);
    rows += records.length;
  }
  throwAll(tooLong);
  return { rows, shortRow };
}

function* withoutHeader(parts: Iterable<CsvRecords>): Iterable<readonly (readonly string[])[]> {
  let isFirst = true;
  for (const { records } of parts) {
    yield isFirst ? records.slice(1) : records;
    isFirst = false;
  }
}

const firstLine = (file: string): Place => ({ file, line: 1, column: 1 });

function delimiterOf(seed: Seed, file: string): string {
  const configured: unknown = seed.config.delimiter ?? ",";
  if (typeof configured === "string" && configured.length === 1) return configured;
  throw seedDelimiterInvalid(String(configured), firstLine(file));
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
