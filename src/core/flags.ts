/** The settings of one invocation: command line over environment over `flags:` in the project over defaults. */
import type { DataObject } from "./data.ts";

export type IndirectSelection = "eager" | "cautious" | "buildable" | "empty";

export interface WarnErrorOptions {
  readonly error: readonly string[] | "all";
  readonly warn: readonly string[];
  readonly silence: readonly string[];
}

export interface Flags {
  /** The command, as dbt names it: `run`, `build`, `test`, `list`, `run-operation`, `generate`… */
  readonly which: string;
  readonly select: readonly string[];
  readonly exclude: readonly string[];
  readonly selector: string | null;
  readonly resourceTypes: readonly string[];
  readonly excludeResourceTypes: readonly string[];
  readonly indirectSelection: IndirectSelection;
  readonly fullRefresh: boolean;
  readonly failFast: boolean;
  readonly storeFailures: boolean;
  /** Each node as soon as it is built, or all of the run at once when nothing failed. */
  readonly publish: "each" | "together";
  readonly empty: boolean;
  readonly threads: number | null;
  readonly warnError: boolean;
  readonly warnErrorOptions: WarnErrorOptions;
  readonly quiet: boolean;
  readonly print: boolean;
  readonly printerWidth: number;
  readonly useColors: boolean;
  readonly logFormat: "default" | "text" | "json" | "debug";
  readonly logLevel: "debug" | "info" | "warn" | "error" | "none";
  readonly logFormatFile: "default" | "text" | "json" | "debug";
  readonly logLevelFile: "debug" | "info" | "warn" | "error" | "none";
  readonly logPath: string | null;
  readonly targetPath: string | null;
  readonly partialParse: boolean;
  readonly populateCache: boolean;
  readonly cacheSelectedOnly: boolean;
  readonly writeJson: boolean;
  readonly introspect: boolean;
  readonly injectEphemeralCtes: boolean;
  readonly versionCheck: boolean;
  readonly defer: boolean;
  readonly favorState: boolean;
  readonly state: string | null;
  readonly deferState: string | null;
  /** `seed --show`. */
  readonly show: boolean;
  readonly eventTimeStart: string | null;
  readonly eventTimeEnd: string | null;
  readonly sample: string | null;
  readonly vars: DataObject;
  /** dbt's behaviour-change flags and any other, by snake_case name; `cli/flags.ts` has the defaults. */
  readonly behavior: Readonly<Record<string, boolean>>;
  /** As typed: `tsdbt build --select x`. */
  readonly invocationCommand: string;
}

/** A flag's name as dbt writes it: `fail_fast` for `failFast`. */
export const flagName = (key: string): string =>
  key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
