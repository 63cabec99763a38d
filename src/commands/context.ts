/** What the outside world gives a command. Nothing below this layer reads the process, the environment or the clock. */
import type { Emit } from "../core/events.ts";
import type { Flags } from "../core/flags.ts";
import type { Invocation } from "../project/load.ts";

export interface Context {
  readonly flags: Flags;
  readonly location: Location;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly invocation: Invocation;
  /** What the program runs on. */
  readonly host: Host;
  /** The process's number. */
  readonly pid: number;
  /** The version of this program. */
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly emit: Emit;
  /** Fires when the user wants the command to end. */
  readonly signal: AbortSignal;
  /** Values that must never be shown, such as passwords of a profile. */
  readonly keepSecret: (values: Iterable<string>) => void;
}

/** Where project and profile are looked for; null where nobody said. */
export interface Location {
  /** Absolute: where the command was given. */
  readonly workingDir: string;
  /** Absolute: the project's folder. */
  readonly projectDir: string;
  readonly profilesDir: string | null;
  readonly profile: string | null;
  readonly target: string | null;
}

export interface CommandResult {
  /** Decides between exit code 0 and 1. */
  readonly success: boolean;
  /** The user stopped it: exit code 2, as with dbt. */
  readonly interrupted?: boolean;
  /** Of a command whose exit codes say more, such as those of streams. */
  readonly exitCode?: number;
}

export interface Host {
  /** Node's version. */
  readonly node: string;
  readonly executable: string;
  /** The operating system with its version. */
  readonly platform: string;
}
