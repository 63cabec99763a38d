/** What is to be known of running streams, for `/metrics`, `/health` and `/ready`. */
import type { StreamEvent } from "../../load/loop/loop.ts";
import type { ConnectedStream } from "../../load/settings/streams.ts";
import { metricsPage } from "./metrics-page.ts";
import { newObserved, noteEvent } from "./observed.ts";

export interface Metrics {
  note(stream: string, event: StreamEvent): void;
  /** The page of `/metrics`. */
  text(): string;
  /** Whether every stream reads and writes. */
  isReady(): boolean;
  /** By stream: its state in a word, and what it waits for. */
  health(): Readonly<Record<string, { readonly state: string; readonly waitsFor?: string }>>;
}

/** @param now milliseconds since 1970 */
export function createMetrics(streams: readonly ConnectedStream[], now: () => number): Metrics {
  const observed = new Map(streams.map(({ stream }) => [stream.name, newObserved()]));
  return {
    note(stream, event) {
      const known = observed.get(stream);
      if (known !== undefined) noteEvent(known, event, now());
    },
    text: () => `${metricsPage(observed, now()).join("\n")}\n`,
    isReady: () => [...observed.values()].every(({ status }) => status === "running"),
    health: () =>
      Object.fromEntries(
        [...observed].map(([stream, { status, waitsFor }]) => [
          stream,
          { state: status, ...(waitsFor !== undefined && { waitsFor }) },
        ]),
      ),
  };
}
