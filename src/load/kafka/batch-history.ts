/** What earlier batches taught: which ones stay damaged, and how much larger they are uncompressed. */
import type { Problem } from "../../core/problem.ts";
import {
  kafkaBatchCorrupt,
  kafkaCodecUnknown,
  kafkaFormatOld,
  type UnreadableBatch,
} from "../../core/problems/source.ts";
import type { BatchError } from "./record-batch.ts";

/** A batch is believed to be damaged when it was so this many times: the network may have done it. */
const corruptFetches = 3;

export class Damage {
  readonly #corrupt = new Map<number, { readonly offset: number; readonly count: number }>();

  /** The problem to tell, or undefined when the batch should be fetched again. */
  note(at: Omit<UnreadableBatch, "reason">, { fault, message }: BatchError): Problem | undefined {
    const unreadable = { ...at, reason: message };
    if (fault === "codec") return kafkaCodecUnknown(unreadable);
    if (fault === "magic") return kafkaFormatOld(unreadable);
    const before = this.#corrupt.get(at.partition);
    const count = before?.offset === at.offset ? before.count + 1 : 1;
    this.#corrupt.set(at.partition, { offset: at.offset, count });
    return count < corruptFetches ? undefined : kafkaBatchCorrupt(unreadable);
  }
}

/** More than that is not believed to last. */
const greatestFactor = 64;

/** Bytes of keys and values per byte fetched, as it was lately: what is asked for is compressed, what is held is not. */
export class Expansion {
  #factor = 1;

  get factor(): number {
    return this.#factor;
  }

  note(bytes: number, wireBytes: number): void {
    if (wireBytes < 1024) return;
    const now = Math.min(greatestFactor, Math.max(1, bytes / wireBytes));
    // Up at once, down slowly: a fetch that is too large costs memory, one that is too small only time.
    this.#factor = Math.max(now, this.#factor * 0.9 + now * 0.1);
  }
}
