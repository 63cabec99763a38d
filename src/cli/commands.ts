/** From a command's name and options to its function in `commands/`, which is loaded only then. */
import type { CommandResult, Context } from "../commands/context.ts";
import type { DataObject } from "../core/data.ts";
import type { CommandName } from "./arguments/command.ts";
import type { OptionValues } from "./option-values.ts";
import { dbtVersion } from "./version.ts";

type Call = (context: Context, values: OptionValues, more: MoreInput) => Promise<CommandResult>;

/** What only some commands take. */
export interface MoreInput {
  /** The word that belongs to no option. */
  readonly argument: string | undefined;
  /** Standard input. */
  readonly input: () => NodeJS.ReadableStream | undefined;
  /** What asks on the terminal; undefined where there is none. */
  readonly ask: () => ((question: string, usual: string) => Promise<string>) | undefined;
}

const calls = {
  build: async (context) => (await import("../commands/build.ts")).build(context),
  run: async (context) => (await import("../commands/run.ts")).run(context),
  test: async (context) => (await import("../commands/test.ts")).test(context),
  seed: async (context) => (await import("../commands/seed.ts")).seed(context),
  snapshot: async (context) => (await import("../commands/snapshot.ts")).snapshot(context),
  clone: async (context) => (await import("../commands/clone.ts")).clone(context),
  parse: async (context) => (await import("../commands/parse.ts")).parse(context),
  list: async (context, values) => {
    const { list } = await import("../commands/list.ts");
    return list(context, {
      models: texts(values.models),
      output: choice(values.output, ["json", "name", "path", "selector"]) ?? "selector",
      outputKeys: texts(values.output_keys),
    });
  },
  compile: async (context, values) => {
    const { compile } = await import("../commands/compile.ts");
    const output = choice(values.output, ["json", "text"]) ?? "text";
    return compile(context, { inline: text(values.inline), output });
  },
  show: async (context, values) => {
    const { show } = await import("../commands/show.ts");
    return show(context, {
      inline: text(values.inline),
      inlineDirect: text(values.inline_direct),
      output: choice(values.output, ["json", "text"]) ?? "text",
      limit: typeof values.limit === "number" ? values.limit : 5,
    });
  },
  "run-operation": async (context, values, { argument }) => {
    const { runOperation } = await import("../commands/run-operation.ts");
    const { args } = values;
    return runOperation(context, {
      macro: argument,
      args: typeof args === "object" && !Array.isArray(args) ? (args as DataObject) : {},
      sql: text(values.sql),
    });
  },
  stream: async (context, values) => {
    const { stream } = await import("../commands/streams/stream.ts");
    return stream(context, {
      metricsPort: typeof values.metrics_port === "number" ? values.metrics_port : 9464,
      releasesDatabase: values.release === "between_batches",
      init: values.init === true,
    });
  },
  "stream-status": async (context, values) => {
    const { streamStatus } = await import("../commands/streams/status.ts");
    const { limit } = values;
    return streamStatus(context, {
      output: choice(values.output, ["json", "text"]) ?? "text",
      watch: values.watch === true,
      limit: typeof limit === "number" ? limit : 5,
    });
  },
  "stream-reconcile": async (context, values) => {
    const { reconcileStreams } = await import("../commands/streams/reconcile.ts");
    return reconcileStreams(context, { output: choice(values.output, ["json", "text"]) ?? "text" });
  },
  "stream-replay": async (context, values) => {
    const { replayStreams } = await import("../commands/streams/replay.ts");
    return replayStreams(context, {
      fromTimestamp: text(values.from_timestamp),
      fromOffsets: texts(values.from_offset),
      to: texts(values.to),
    });
  },
  "stream-dlq-list": async (context, values) => {
    const { listLetters } = await import("../commands/streams/dead-letters.ts");
    return listLetters(context, letterOptions(values, 20));
  },
  "stream-dlq-retry": async (context, values) => {
    const { retryLetters } = await import("../commands/streams/dead-letters.ts");
    return retryLetters(context, letterOptions(values, 1000));
  },
  "stream-produce": async (context, values, { input }) => {
    const { produce } = await import("../commands/streams/produce.ts");
    return produce(context, {
      file: text(values.file),
      input: input(),
      keyField: text(values.key_field),
      createTopic: typeof values.create_topic === "number" ? values.create_topic : undefined,
    });
  },
  load: async (context, values) => {
    const { load } = await import("../commands/streams/load.ts");
    return load(context, { init: values.init === true });
  },
  report: async (context, values) => {
    const { report } = await import("../commands/report.ts");
    return report(context, {
      declaration: text(values.declaration),
      output: text(values.output),
      summary: values.summary === true,
    });
  },
  debug: async (context, values) => {
    const { debug } = await import("../commands/debug.ts");
    return debug(context, {
      connectionOnly: values.connection === true,
      configDirOnly: values.config_dir === true,
      dbtVersion,
    });
  },
  clean: async (context, values) => {
    const { clean } = await import("../commands/clean.ts");
    return clean(context, { projectFilesOnly: values.clean_project_files_only !== false });
  },
  init: async (context, values, { argument, ask }) => {
    const { init } = await import("../commands/init.ts");
    return init(context, {
      name: argument,
      adapter: choice(values.adapter, ["duckdb", "postgres"]),
      skipQuestions: values.skip_profile_setup === true,
      parentDir: text(values.project_dir) ?? null,
      ask: ask(),
    });
  },
} satisfies Record<CommandName, Call>;

/** @throws Problems of the user; everything else is a bug */
export function callCommand(
  name: CommandName,
  context: Context,
  values: OptionValues,
  more: MoreInput,
): Promise<CommandResult> {
  const all: Readonly<Record<CommandName, Call>> = calls;
  return all[name](context, values, more);
}

const letterOptions = (values: OptionValues, limit: number) => ({
  error: text(values.error),
  limit: typeof values.limit === "number" ? values.limit : limit,
  output: choice(values.output, ["json", "text"]) ?? "text",
});

const text = (value: OptionValues[string]): string | undefined =>
  typeof value === "string" ? value : undefined;

const texts = (value: OptionValues[string]): readonly string[] =>
  Array.isArray(value) ? value : [];

const choice = <Word extends string>(
  value: OptionValues[string],
  words: readonly Word[],
): Word | undefined => words.find((word) => word === value);
