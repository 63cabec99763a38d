/** How each node of a run ended. The fields are those of run_results.json v6. */
import type { DataObject } from "./data.ts";
import type { Problem } from "./problem.ts";

export type Status =
  | "success"
  | "error"
  | "skipped"
  | "partial success"
  | "no-op"
  | "pass"
  | "fail"
  | "warn"
  | "runtime error";

export interface Timing {
  readonly name: "compile" | "execute";
  /** Milliseconds since 1970, with fractions. */
  readonly startedAt: number;
  readonly completedAt: number;
}

export interface Outcome {
  readonly nodeId: string;
  readonly status: Status;
  readonly timing: readonly Timing[];
  readonly threadId: string;
  /** Seconds. */
  readonly executionTime: number;
  /** `_message`, `code`, `rows_affected`… as the adapter says. */
  readonly adapterResponse: DataObject;
  readonly message: string | null;
  /** Failing rows of a test. */
  readonly failures: number | null;
  readonly compiled: boolean | null;
  readonly compiledCode: string | null;
  readonly relationName: string | null;
  readonly problem?: Problem | undefined;
  /** Of a microbatch model. */
  readonly batchResults?: BatchResults | undefined;
}

/** Which batches went through; each is its start and its end, in milliseconds since 1970. */
export interface BatchResults {
  readonly successful: readonly (readonly [start: number, end: number])[];
  readonly failed: readonly (readonly [start: number, end: number])[];
}

/** Exit code 1 if any of these is among the outcomes. */
export const failedStatuses: readonly Status[] = [
  "runtime error",
  "error",
  "fail",
  "partial success",
  "skipped",
];
