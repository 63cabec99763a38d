/** Waits between attempts: longer each time, never quite the same, and over at once when the work is to end. */
import { setTimeout as pause } from "node:timers/promises";

/** In milliseconds. */
const first = 100;
const longest = 10_000;

export interface Backoff {
  readonly attempts: number;
  /** Waits before the next attempt; returns early when the signal fires. */
  wait(): Promise<void>;
  /** An attempt went well. */
  reset(): void;
}

/** @param random a number of [0, 1) */
export function createBackoff(signal: AbortSignal, random: () => number): Backoff {
  let attempts = 0;
  return {
    get attempts() {
      return attempts;
    },
    async wait() {
      const most = Math.min(longest, first * 2 ** attempts);
      attempts += 1;
      await pause(most / 2 + (random() * most) / 2, undefined, { signal }).catch(() => undefined);
    },
    reset() {
      attempts = 0;
    },
  };
}
