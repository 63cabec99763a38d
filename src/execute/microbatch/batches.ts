/** Cuts time into the batches of a microbatch model, all in UTC. Pure; moments are milliseconds since 1970. */

export const batchSizes = ["hour", "day", "month", "year"] as const;
export type BatchSize = (typeof batchSizes)[number];

export interface Batch {
  readonly start: number;
  readonly end: number;
}

export interface BatchRange {
  readonly size: BatchSize;
  /** The model's table exists and is added to. */
  readonly incremental: boolean;
  /** `--event-time-start` and `--event-time-end`. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly now: number;
  /** The model's config `begin`. */
  readonly begin: number | undefined;
  readonly lookback: number;
}

/**
 * The batches to run, first to last.
 * @returns undefined when a first run has no `begin`
 */
export function batchesOf(range: BatchRange): Batch[] | undefined {
  const end = ceiling(range.to ?? range.now, range.size);
  const start = startOf(range, end);
  return start === undefined ? undefined : cut(start, end, range.size);
}

function startOf(range: BatchRange, end: number): number | undefined {
  const { size, from, begin, incremental, lookback } = range;
  if (from !== undefined) return truncate(from, size);
  if (!incremental) return begin === undefined ? undefined : truncate(begin, size);
  // The end lies on a border between batches, so that the last batch is the one before it.
  return offset(end, size, -(lookback + 1));
}

function cut(start: number, end: number, size: BatchSize): Batch[] {
  const batches: Batch[] = [];
  let from = start;
  do {
    const to = offset(from, size, 1);
    batches.push({ start: from, end: to });
    from = to;
  } while (from < end);
  const last = batches.pop();
  return last === undefined ? [] : [...batches, { start: last.start, end }];
}

/** The beginning of the hour, day, month or year. */
export function truncate(time: number, size: BatchSize): number {
  const date = new Date(time);
  switch (size) {
    case "hour":
      return date.setUTCMinutes(0, 0, 0);
    case "day":
      return date.setUTCHours(0, 0, 0, 0);
    case "month":
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
    case "year":
      return Date.UTC(date.getUTCFullYear(), 0, 1);
  }
}

function ceiling(time: number, size: BatchSize): number {
  const truncated = truncate(time, size);
  return truncated === time ? time : offset(truncated, size, 1);
}

/** So many hours, days, months or years away from the beginning of the one that holds the moment. */
export function offset(time: number, size: BatchSize, count: number): number {
  const date = new Date(truncate(time, size));
  switch (size) {
    case "hour":
      return date.setUTCHours(date.getUTCHours() + count);
    case "day":
      return date.setUTCDate(date.getUTCDate() + count);
    case "month":
      return date.setUTCMonth(date.getUTCMonth() + count);
    case "year":
      return date.setUTCFullYear(date.getUTCFullYear() + count);
  }
}

const nameLengths = { hour: 13, day: 10, month: 7, year: 4 } satisfies Record<BatchSize, number>;

/** `2026-01-31T23`, `2026-01-31`, `2026-01` or `2026`. */
export const batchName = (start: number, size: BatchSize): string =>
  new Date(start).toISOString().slice(0, nameLengths[size]);

/** What temporary tables of a batch are told apart by. */
export const batchId = (start: number, size: BatchSize): string =>
  batchName(start, size).replaceAll("-", "");

/** Reads a date or a moment; without a zone, UTC is meant. */
export function parseMoment(text: string): number | undefined {
  const iso = text.trim().replace(" ", "T");
  const withTime = /^\d{4}-\d\d-\d\d$/.test(iso) ? `${iso}T00:00:00` : iso;
  const withZone = /(Z|[+-]\d\d:?\d\d)$/.test(withTime) ? withTime : `${withTime}Z`;
  const time = Date.parse(withZone);
  return Number.isNaN(time) ? undefined : time;
}
