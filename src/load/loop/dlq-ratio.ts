/** Whether so many records cannot be read that a stream had better stop. Pure. */

/** In milliseconds. */
const horizon = 5 * 60_000;
/** Fewer records tell nothing about a ratio. */
const enough = 100;

export interface Counted {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly records: number;
  readonly rejected: number;
}

export interface DlqRatio {
  /** What would be rejected of how many, if it is too much with this batch; undefined when it is not. */
  tooMany(batch: Counted): Counted | undefined;
  /** The batch is in. */
  landed(batch: Counted): void;
}

/** @param limit a share of the records of the last five minutes */
export function createDlqRatio(limit: number): DlqRatio {
  let recent: Counted[] = [];
  const sum = (all: readonly Counted[], at: number): Counted => ({
    at,
    records: all.reduce((total, { records }) => total + records, 0),
    rejected: all.reduce((total, { rejected }) => total + rejected, 0),
  });
  return {
    tooMany(batch) {
      const { at, records, rejected } = batch;
      if (limit >= 1) return undefined;
      if (records >= enough && rejected === records) return batch;
      const total = sum([...recent.filter((each) => at - each.at <= horizon), batch], at);
      const exceeds = total.records >= enough && total.rejected > limit * total.records;
      return exceeds && rejected > 0 ? total : undefined;
    },
    landed(batch) {
      recent = [...recent.filter((each) => batch.at - each.at <= horizon), batch];
    },
  };
}
