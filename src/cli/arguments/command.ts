/** What the parser, `--help` and docs/cli.md know of a command. */
import type { Option } from "../options/option.ts";

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
