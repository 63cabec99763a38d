/** Counts what streams have loaded, and says so in a line for each. */

import { counted } from "../../core/counted.ts";
import { streamTrouble } from "../../core/problems/loading.ts";
import type { StreamEvent } from "../../load/loop/loop.ts";
import type { ConnectedStream } from "../../load/settings/streams.ts";
import type { Context } from "../context.ts";

export interface Tally {
  note(stream: string, event: StreamEvent): void;
  /** One line for each stream. */
  tell(): void;
  /** A line for each stream of which something came since the last line. */
  tellNews(): void;
}

interface Count {
  batches: number;
  rows: number;
  dlq: number;
  seconds: number;
}

export function createTally({ emit }: Context, streams: readonly ConnectedStream[]): Tally {
  const counts = new Map<string, Count>(
    streams.map(({ stream }) => [stream.name, { batches: 0, rows: 0, dlq: 0, seconds: 0 }]),
  );
  const told = new Map<string, number>(streams.map(({ stream }) => [stream.name, 0]));
  const tellOne = (stream: string, { batches, rows, dlq, seconds }: Count): void => {
    const rate =
      seconds > 0
        ? `, ${Math.round(rows / seconds).toLocaleString("en")} rows/s in transactions`
        : "";
    emit({
      type: "note",
      name: "StreamLoaded",
      message: `${stream}: ${counted(rows, "row")} in ${counted(batches, "batch", "batches")}, ${dlq.toLocaleString("en")} in the dead-letter table${rate}`,
      data: { stream, rows, batches, dlq, seconds },
    });
  };
  return {
    note(stream, event) {
      const count = counts.get(stream);
      if (count !== undefined && event.type === "landed") {
        count.batches += 1;
        count.rows += event.batch.rows;
        count.dlq += event.batch.dlq;
        count.seconds += event.seconds;
      }
      if (event.type === "trouble") {
        const problem = streamTrouble(stream, event.attempt, event.problem);
        emit({ type: "warning", name: "StreamTrouble", problem });
      }
      if (event.type === "skipped") {
        const { partition, from, to } = event;
        const message = `${stream}: offsets ${from} to ${to} of partition ${partition} are gone and were skipped`;
        emit({ type: "note", name: "StreamGap", message });
      }
    },
    tell() {
      for (const [stream, count] of counts) tellOne(stream, count);
    },
    tellNews() {
      for (const [stream, count] of counts) {
        if (told.get(stream) !== count.batches) tellOne(stream, count);
        told.set(stream, count.batches);
      }
    },
  };
}
