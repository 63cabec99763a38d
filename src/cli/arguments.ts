/** Every command with its options, for the parser, `--help` and docs/cli.md. What commands do is in `commands/`. */
import { buildingCommands } from "./arguments/building.ts";
import { type CommandArguments, commandNames } from "./arguments/command.ts";
import { keepingCommands } from "./arguments/keeping.ts";
import { showingCommands } from "./arguments/showing.ts";
import { streamingCommands } from "./arguments/streaming.ts";
import type { Option } from "./options/option.ts";
import { globalOptions } from "./options.ts";

const commands = [
  ...buildingCommands,
  ...showingCommands,
  ...streamingCommands,
  ...keepingCommands,
].sort((a, b) => commandNames.indexOf(a.name) - commandNames.indexOf(b.name));

/** A command's name as it is typed: those below `stream` are two words or three. */
export const typedName = (name: string): string =>
  name.startsWith("stream-") ? name.replaceAll("-", " ") : name;

/** The commands with all of their options, global ones included; a command's own come first and win. */
export const allCommands: readonly CommandArguments[] = commands.map(withGlobalOptions);

/** Put together when somebody asks: a call looks at one command. */
function withGlobalOptions(command: CommandArguments): CommandArguments {
  let options: readonly Option[] | undefined;
  return {
    ...command,
    get options() {
      options ??= [
        ...command.options,
        ...globalOptions.filter((option) => !overridden(command, option)),
      ];
      return options;
    },
  };
}

function overridden({ options }: CommandArguments, option: Option): boolean {
  return options.some((own) => own.name === option.name);
}
