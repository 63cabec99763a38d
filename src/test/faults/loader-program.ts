/** The loader of numbered records as a program of its own, which kills itself where its orders say so. */
import { openAdapter } from "../../adapters/open.ts";
import type { DataObject } from "../../core/data.ts";
import { Problem } from "../../core/problem.ts";
import { type LoadOptions, loadPersistently, type Step } from "./load-numbers.ts";

export interface Orders extends Omit<LoadOptions, "at" | "goesOn"> {
  readonly credentials: DataObject;
  /** Kill yourself with SIGKILL there. */
  readonly crash?: { readonly step: Step; readonly batch: number } | undefined;
  /** Stop yourself with SIGSTOP there. */
  readonly pause?: { readonly step: Step; readonly batch: number } | undefined;
}

/** By the problem's code; 1 for any other. */
const exitCodes: Readonly<Record<string, number>> = {
  ...{ STREAM_FENCED: 3, STREAM_HELD: 3, POSITIONS_MOVED: 3, DATABASE_LOCKED: 2 },
  ...{ DATABASE_DISK_FULL: 4 },
};

const orders = JSON.parse(process.argv[2] ?? "{}") as Orders;

function at(step: Step, batch: number): void {
  process.stdout.write(`${step} ${batch}\n`);
  const { crash, pause } = orders;
  if (crash?.step === step && crash.batch === batch) process.kill(process.pid, "SIGKILL");
  if (pause?.step === step && pause.batch === batch) process.kill(process.pid, "SIGSTOP");
}

try {
  const { type, credentials } = orders;
  await using adapter = await openAdapter(type, { credentials, baseDir: "." });
  await loadPersistently(adapter, { ...orders, at });
} catch (thrown) {
  const code = thrown instanceof Problem ? thrown.code : "";
  process.stdout.write(`${code} ${String(thrown)}\n`);
  process.exitCode = exitCodes[code] ?? 1;
}
