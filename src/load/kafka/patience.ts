/** Waiting between attempts: longer each time, never in step with others, and no longer than told. */
import { setTimeout as wait } from "node:timers/promises";

const firstPauseMs = 20;
const longestPauseMs = 1_000;

/** Pauses of an operation that fails for a while. */
export class Patience {
  readonly #limitMs: number;
  #attempts = 0;
  #since: number | undefined;

  /** @param limitMs how long failing is borne, in milliseconds */
  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** It went well: the next failure is the first one again. */
  reset(): void {
    this.#attempts = 0;
    this.#since = undefined;
  }

  /** Notes a failure; true when it has lasted too long. */
  isExhausted(): boolean {
    this.#since ??= Date.now();
    return Date.now() - this.#since > this.#limitMs;
  }

  async pause(signal?: AbortSignal): Promise<void> {
    const longest = Math.min(longestPauseMs, firstPauseMs * 2 ** this.#attempts);
    this.#attempts++;
    await pauseFor(longest * (0.5 + Math.random() / 2), signal);
  }
}

/** Ends early, without an error, when the signal says so. */
export async function pauseFor(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => {});
}
