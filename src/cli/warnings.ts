/** `--warn-error` and `--warn-error-options`: which warnings stop the command, and which are not shown. */
import type { Emit, Event } from "../core/events.ts";
import type { Flags } from "../core/flags.ts";
import { nothingSelected, warningAsError } from "../core/problems/cli.ts";

/** An `emit` that throws a Problem for warnings that count as errors, as dbt does where they arise. */
export function withWarningsAsErrors(emit: Emit, flags: Flags): Emit {
  return (event) => {
    const warning = warningOf(event, flags);
    if (warning !== undefined) {
      if (isListed(warning.name, flags.warnErrorOptions.silence)) return;
      if (isError(warning.name, flags)) throw warningAsError(warning.name, warning.problem());
    }
    emit(event);
  };
}

function warningOf(event: Event, { which }: Flags) {
  if (event.type === "warning") return { name: event.name, problem: () => event.problem };
  if (event.type !== "nothing-selected") return undefined;
  return { name: which === "list" ? "NoNodesSelected" : "NothingToDo", problem: nothingSelected };
}

function isError(name: string, { warnError, warnErrorOptions: { error, warn } }: Flags): boolean {
  if (isListed(name, warn)) return false;
  return warnError || error === "all" || isListed(name, error);
}

/** By the event's name, or by dbt's name of the group of all deprecations. */
const isListed = (name: string, names: readonly string[]): boolean =>
  names.includes(name) || (names.includes("Deprecations") && name.endsWith("Deprecation"));
