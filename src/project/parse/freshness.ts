/** Freshness of sources: source and table, each with and without `config:`, merged by dbt's rules. Pure. */
import type { Data, DataObject } from "../../core/data.ts";
import { isDataObject } from "../settings/data-object.ts";

type Threshold = DataObject | null;

const emptyTime: DataObject = { count: null, period: null };
const emptyThreshold: DataObject = { warn_after: emptyTime, error_after: emptyTime, filter: null };

/**
 * The freshness that the properties file asks for.
 * @returns the threshold; null when it is switched off; undefined when nothing is said
 */
export function mergedFreshness(source: DataObject, table: DataObject): Threshold | undefined {
  const merged = [source.freshness, inConfig(source), table.freshness, inConfig(table)]
    .map(asThreshold)
    .reduce(mergeThresholds);
  if (merged === null) return null;
  return isSet(merged.warn_after) || isSet(merged.error_after) ? merged : undefined;
}

const inConfig = (value: DataObject): Data | undefined =>
  isDataObject(value.config) ? value.config.freshness : undefined;

/** What is not said is an empty threshold; null switches freshness off. */
function asThreshold(value: Data | undefined): Threshold {
  if (value === null) return null;
  if (!isDataObject(value)) return emptyThreshold;
  return {
    warn_after: asTime(value.warn_after),
    error_after: asTime(value.error_after),
    filter: value.filter ?? null,
  };
}

function asTime(value: Data | undefined): Data {
  if (value === null) return null;
  return isDataObject(value)
    ? { count: value.count ?? null, period: value.period ?? null }
    : emptyTime;
}

const isSet = (time: Data | undefined): boolean =>
  isDataObject(time) && time.count !== null && time.period !== null;

function mergeThresholds(base: Threshold, update: Threshold): Threshold {
  if (update === null) return null;
  if (base === null) return isSet(update.warn_after) || isSet(update.error_after) ? update : null;
  return {
    warn_after: mergeTimes(base.warn_after as Data, update.warn_after as Data),
    error_after: mergeTimes(base.error_after as Data, update.error_after as Data),
    filter: update.filter ?? base.filter ?? null,
  };
}

function mergeTimes(base: Data, update: Data): Data {
  if (update === null) return null;
  if (!isSet(base)) return isSet(update) ? update : base;
  if (!isDataObject(update) || !isDataObject(base)) return base;
  return {
    count: update.count ?? base.count ?? null,
    period: update.period ?? base.period ?? null,
  };
}
