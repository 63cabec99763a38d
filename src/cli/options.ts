/** Every option there is, once: the parser, `--help`, the environment variables and docs/cli.md are made from this table. */
import { accepted } from "./options/accepted.ts";
import type { Option } from "./options/option.ts";
import { running } from "./options/running.ts";
import { selection } from "./options/selecting.ts";
import { logging, output, project } from "./options/showing.ts";

/** Options that every command takes, and that may stand before the command as well. */
export const globalOptions: readonly Option[] = [
  ...running.filter(({ name }) =>
    [
      "fail-fast",
      "warn-error",
      "warn-error-options",
      "partial-parse",
      "populate-cache",
      "cache-selected-only",
      "introspect",
      "write-json",
      "version-check",
      "state",
      "defer",
      "defer-state",
      "favor-state",
      "single-threaded",
    ].includes(name),
  ),
  ...project.filter(({ name }) => name === "profile" || name === "target"),
  ...output,
  ...logging,
  ...selection.filter(({ name }) => name === "indirect-selection"),
  ...accepted,
];

const common = new Map(
  [...selection, ...running, ...project, ...output, ...logging, ...accepted].map((option) => [
    option.name,
    option,
  ]),
);

/** Options that several commands share, by name. */
export function optionsNamed(...names: readonly string[]): Option[] {
  return names.map((name) => {
    const option = common.get(name);
    if (option === undefined) throw new Error(`Bug: no option is called ${name}`);
    return option;
  });
}
