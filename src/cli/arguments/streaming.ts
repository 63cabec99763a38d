/** Commands of streams, with their options. */

import { ownOptions } from "../options/own.ts";
import type { CommandArguments } from "./command.ts";
import { nodes, place, threads } from "./shared-options.ts";

export const streamingCommands: readonly CommandArguments[] = [
  {
    name: "load",
    summary: "Load streams to their present end.",
    description:
      "Reads the selected streams (source tables with config.load) from where they are to their present end, each record exactly once, builds the models that follow each batch, and stops.",
    options: [...nodes, ownOptions.init, ...threads, ...place],
    examples: [
      ["tsdbt load", "load every stream of the project"],
      ["tsdbt load --select source:shop.clicks", "load one"],
    ],
  },
  {
    name: "stream",
    summary: "Load streams as they come, until stopped.",
    description:
      "Loads the selected streams for as long as it runs, with the models that follow each batch in the same transaction. Serves /metrics, /health and /ready on 127.0.0.1. SIGTERM ends it behind the open batch; docs/streams.md tells what each exit code means.",
    options: [
      ...nodes,
      ownOptions.metricsPort,
      ownOptions.release,
      ownOptions.init,
      ...threads,
      ...place,
    ],
    examples: [
      ["tsdbt stream", "run every stream of the project"],
      ["tsdbt stream --release between_batches", "let others open the DuckDB file in between"],
    ],
  },
  {
    name: "stream-status",
    summary: "Show where streams stand.",
    description:
      "Shows of each stream its loader, how far it is behind its source, its watermark, dead letters, partitions and last batches.",
    options: [...nodes, ownOptions.watch, ownOptions.showOutput, ownOptions.letterLimit, ...place],
    examples: [
      ["tsdbt stream status", "look once"],
      ["tsdbt stream status --watch", "look every two seconds"],
      ["tsdbt stream status --output json --quiet", "for other programs"],
    ],
    data: true,
  },
  {
    name: "stream-reconcile",
    summary: "Check that every record is accounted for once.",
    description:
      "Holds the ledger against itself and against the streams' tables: every offset is a row, a dead letter, dropped by rule, or no record. Exits with 1 where something does not agree.",
    options: [...nodes, ownOptions.showOutput, ...place],
    examples: [["tsdbt stream reconcile", "check all streams"]],
    data: true,
  },
  {
    name: "stream-replay",
    summary: "Go back in streams, to load a part again.",
    description:
      "Removes the rows and dead letters from a position on and sets the stream back to it, in one transaction; the next load or stream loads them again. With --to, loads the part in between again at once and leaves the rest alone. Refuses positions that the source no longer holds.",
    options: [
      ...nodes,
      ownOptions.fromTimestamp,
      ownOptions.fromOffset,
      ownOptions.replayTo,
      ...place,
    ],
    examples: [
      ["tsdbt stream replay --from-timestamp 2026-11-01T00:00:00Z", "go back to a moment"],
      ["tsdbt stream replay --select source:shop.clicks --from-offset 0:1200", "one partition"],
      ["tsdbt stream replay --from-offset 0:1200 --to 0:1500", "load a part again"],
    ],
  },
  {
    name: "stream-dlq-list",
    summary: "List records that could not be read.",
    description: "Lists the newest dead letters of the selected streams, with why each is one.",
    options: [
      ...nodes,
      ownOptions.letterError,
      ownOptions.letterLimit,
      ownOptions.showOutput,
      ...place,
    ],
    examples: [["tsdbt stream dlq list --error BAD_CAST", "those of one kind"]],
    data: true,
  },
  {
    name: "stream-dlq-retry",
    summary: "Try dead letters again.",
    description:
      "Reads dead letters anew, after a column or a schema was mended. Those that become rows keep their offsets, and inline models see them.",
    options: [...nodes, ownOptions.letterError, ownOptions.letterLimit, ...place],
    examples: [["tsdbt stream dlq retry --error BAD_CAST", "those of one kind"]],
  },
  {
    name: "stream-produce",
    summary: "Write lines into a stream's topic.",
    description:
      "Writes each line of a file, or of standard input, as a record into the topic of one stream: to try things out.",
    options: [...nodes, ownOptions.file, ownOptions.keyField, ownOptions.createTopic, ...place],
    examples: [
      [
        "tsdbt stream produce --select source:shop.clicks --file clicks.ndjson --key-field user_id",
        "produce a file's lines",
      ],
    ],
  },
];
