/** From a command's name and options to its function in `commands/`, which is loaded only then. */
import type { CommandResult, Context } from "../commands/context.ts";
import type { CommandName } from "./arguments.ts";
import type { OptionValues } from "./option-values.ts";

type Call = (
  context: Context,
  values: OptionValues,
  argument: string | undefined,
) => Promise<CommandResult>;

const calls = {
  build: async (context) => (await import("../commands/build.ts")).build(context),
  run: async (context) => (await import("../commands/run.ts")).run(context),
  test: async (context) => (await import("../commands/test.ts")).test(context),
  seed: async (context) => (await import("../commands/seed.ts")).seed(context),
  snapshot: async (context) => (await import("../commands/snapshot.ts")).snapshot(context),
  parse: async (context) => (await import("../commands/parse.ts")).parse(context),
  list: async (context, values) => {
    const { list } = await import("../commands/list.ts");
    return list(context, {
      models: texts(values.models),
      output: choice(values.output, ["json", "name", "path", "selector"]) ?? "selector",
      outputKeys: texts(values.output_keys),
    });
  },
} satisfies Partial<Record<CommandName, Call>>;

/** @throws Problems of the user; everything else is a bug */
export function callCommand(
  name: CommandName,
  context: Context,
  values: OptionValues,
  argument: string | undefined,
): Promise<CommandResult> {
  const known: Readonly<Partial<Record<CommandName, Call>>> = calls;
  const call = known[name];
  if (call === undefined) throw new Error(`Bug: no function for the command ${name}`);
  return call(context, values, argument);
}

const texts = (value: OptionValues[string]): readonly string[] =>
  Array.isArray(value) ? value : [];

const choice = <Word extends string>(
  value: OptionValues[string],
  words: readonly Word[],
): Word | undefined => words.find((word) => word === value);
