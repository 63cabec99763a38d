/** Every command with its options, for the parser, `--help` and docs/cli.md. What commands do is in `commands/`. */

import type { Option } from "./options/option.ts";
import { ownOptions } from "./options/own.ts";
import { globalOptions, optionsNamed } from "./options.ts";

export interface CommandArguments {
  readonly name: CommandName;
  readonly aliases?: readonly string[];
  /** One line. */
  readonly summary: string;
  readonly description: string;
  /** A positional argument, `[name]` where it may be missing. */
  readonly argument?: { readonly name: string; readonly help: string };
  readonly options: readonly Option[];
  readonly examples: readonly (readonly [command: string, does: string])[];
  /** Its result is data for other programs: everything else goes to standard error. */
  readonly data?: boolean;
}

export const commandNames = [
  "init",
  "build",
  "run",
  "test",
  "seed",
  "snapshot",
  "clone",
  "compile",
  "show",
  "list",
  "parse",
  "run-operation",
  "load",
  "stream",
  "stream-status",
  "stream-reconcile",
  "stream-replay",
  "stream-dlq-list",
  "stream-dlq-retry",
  "stream-produce",
  "report",
  "debug",
  "clean",
] as const;

export type CommandName = (typeof commandNames)[number];

const place = optionsNamed("project-dir", "profiles-dir", "target-path", "vars");
const nodes = optionsNamed("select", "models", "exclude", "selector");
const types = optionsNamed("resource-types", "exclude-resource-types");
const threads = optionsNamed("threads");
const window = optionsNamed("event-time-start", "event-time-end", "sample");
const refresh = optionsNamed("full-refresh", "empty");
const publish = optionsNamed("publish");

const commands: readonly CommandArguments[] = [
  {
    name: "init",
    summary: "Make a new project that builds at once.",
    description:
      "Makes a folder with a small project: models, a seed, tests and a profile. Asks for what it needs to know, or takes it from the options.",
    argument: { name: "[project_name]", help: "The name of the project and its folder." },
    options: [
      ...optionsNamed("project-dir", "profiles-dir", "vars"),
      ownOptions.skipProfileSetup,
      ownOptions.skipDebug,
      ownOptions.adapter,
    ],
    examples: [["tsdbt init shop --adapter duckdb", "make the project in the folder shop"]],
  },
  {
    name: "build",
    summary: "Run seeds, models, snapshots and tests, in the order of the graph.",
    description:
      "Builds everything that is selected: each node after what it reads, and after the tests of what it reads have passed.",
    options: [
      ...nodes,
      ...types,
      ...threads,
      ...refresh,
      ...window,
      ...publish,
      ownOptions.show,
      ...optionsNamed("store-failures"),
      ...place,
    ],
    examples: [
      ["tsdbt build", "build the whole project"],
      ["tsdbt build --select stg_orders+", "build one model and everything that reads it"],
      ["tsdbt build --select tag:nightly --exclude tag:slow", "build by tags"],
    ],
  },
  {
    name: "run",
    summary: "Build models.",
    description: "Compiles the selected models and builds them in the database.",
    options: [...nodes, ...threads, ...refresh, ...window, ...publish, ...place],
    examples: [
      ["tsdbt run --select +orders", "build a model and what it reads"],
      ["tsdbt run --full-refresh", "build incremental models anew"],
    ],
  },
  {
    name: "test",
    summary: "Run tests of data.",
    description: "Runs the tests of the selected nodes on what is in the database.",
    options: [...nodes, ...types, ...threads, ...optionsNamed("store-failures"), ...place],
    examples: [["tsdbt test --select orders", "run the tests of one model"]],
  },
  {
    name: "seed",
    summary: "Load CSV files.",
    description: "Loads the project's CSV files into tables.",
    options: [...nodes, ...threads, ...refresh, ...publish, ownOptions.show, ...place],
    examples: [["tsdbt seed --full-refresh", "drop the tables first"]],
  },
  {
    name: "snapshot",
    summary: "Record how rows change.",
    description: "Compares the selected snapshots with their sources and keeps each row's history.",
    options: [...nodes, ...threads, ...optionsNamed("empty"), ...publish, ...place],
    examples: [["tsdbt snapshot", "update all snapshots"]],
  },
  {
    name: "clone",
    summary: "Make what an earlier run built appear in this target.",
    description:
      "Puts a clone of each selected table, or a view of it where the database has no clones, into the schemas of this target. Where it is comes from the manifest of --state.",
    options: [...nodes, ...types, ...threads, ...optionsNamed("full-refresh"), ...place],
    examples: [
      ["tsdbt clone --state prod-artifacts", "see production's tables in the development schema"],
    ],
  },
  {
    name: "compile",
    summary: "Write the SQL of models without running it.",
    description:
      "Renders the selected nodes to target/compiled, or one given text to the terminal.",
    options: [
      ...nodes,
      ownOptions.inline,
      ownOptions.showOutput,
      ...threads,
      ...refresh,
      ...optionsNamed("inject-ephemeral-ctes"),
      ...place,
    ],
    examples: [
      ["tsdbt compile --select orders", "show the SQL of one model"],
      [`tsdbt compile --inline "select * from {{ ref('orders') }}"`, "show what a text becomes"],
    ],
    data: true,
  },
  {
    name: "show",
    summary: "Show the first rows of a model or query.",
    description:
      "Runs the SQL of one node, or of a given text, and shows the first rows. Builds nothing.",
    options: [
      ...nodes,
      ownOptions.inline,
      ownOptions.inlineDirect,
      ownOptions.showOutput,
      ownOptions.limit,
      ...threads,
      ...optionsNamed("full-refresh"),
      ...place,
    ],
    examples: [
      ["tsdbt show --select orders", "show five rows of a model"],
      [`tsdbt show --inline "select 1 as one" --output json`, "show the rows of a query as JSON"],
    ],
    data: true,
  },
  {
    name: "list",
    aliases: ["ls"],
    summary: "List the nodes that a selector selects.",
    description: "Lists what is selected, one line each, in a form that other programs can read.",
    options: [...nodes, ...types, ownOptions.output, ownOptions.outputKeys, ...place],
    examples: [
      ["tsdbt ls --select +orders", "list what a model needs"],
      ["tsdbt ls --output json --output-keys name tags", "list some properties of everything"],
    ],
    data: true,
  },
  {
    name: "parse",
    summary: "Read the project and report what is wrong in it.",
    description:
      "Reads all files, resolves every reference and writes target/manifest.json. Needs no database.",
    options: [...threads, ...place],
    examples: [["tsdbt parse", "check the project"]],
  },
  {
    name: "run-operation",
    summary: "Run a macro.",
    description: "Calls a macro of the project, or runs one given text of SQL.",
    argument: { name: "[macro]", help: "The macro's name, or package.name." },
    options: [ownOptions.args, ownOptions.sql, ...threads, ...place],
    examples: [["tsdbt run-operation grant_all --args '{role: reader}'", "call a macro"]],
  },
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
  {
    name: "report",
    summary: "Show the last run and the project's own charts as one HTML file.",
    description:
      "Reads manifest.json and run_results.json of the target folder, runs the queries that report.yml declares, and writes a page that needs no network.",
    options: [ownOptions.declaration, ownOptions.reportOutput, ownOptions.summary, ...place],
    examples: [
      ["tsdbt report", "write target/report.html"],
      ["tsdbt report --summary", "and say the same in short"],
    ],
    data: true,
  },
  {
    name: "debug",
    summary: "Check the installation, the settings and the connection.",
    description:
      "Shows versions and paths, reads project and profile, and connects to the database.",
    options: [
      ownOptions.connection,
      ownOptions.configDir,
      ...optionsNamed("project-dir", "profiles-dir", "vars"),
    ],
    examples: [["tsdbt debug --target prod", "check another target"]],
  },
  {
    name: "clean",
    summary: "Delete what was made.",
    description:
      "Deletes the folders of clean-targets (target and dbt_packages by default), never sources.",
    options: [ownOptions.cleanProjectFilesOnly, ...place],
    examples: [["tsdbt clean", "delete target and dbt_packages"]],
  },
];

/** A command's name as it is typed: those below `stream` are two words or three. */
export const typedName = (name: string): string =>
  name.startsWith("stream-") ? name.replaceAll("-", " ") : name;

/** The commands with all of their options, global ones included; a command's own come first and win. */
export const allCommands: readonly CommandArguments[] = commands.map((command) => ({
  ...command,
  options: [...command.options, ...globalOptions.filter((option) => !overridden(command, option))],
}));

function overridden({ options }: CommandArguments, option: Option): boolean {
  return options.some((own) => own.name === option.name);
}
