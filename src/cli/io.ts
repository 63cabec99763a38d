/** What the program needs from the process, so that tests can call it with their own. */

import type { Host } from "../commands/context.ts";
import type { Emit } from "../core/events.ts";

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** For questions; they are asked only when this and the output are a terminal. */
  readonly stdin?: (NodeJS.ReadableStream & { readonly isTTY?: boolean }) | undefined;
  /** Absolute. */
  readonly cwd: string;
  readonly pid: number;
  readonly host: Host;
  /** The user's home folder, for ~/.dbt. */
  readonly home: string;
  /** Milliseconds since 1970, with fractions. */
  readonly now: () => number;
  readonly newId: () => string;
  /** Fires when the user wants to stop. */
  readonly signal: AbortSignal;
  /** Told of every event before it is shown. */
  readonly onEvent?: Emit;
}

export type Environment = Readonly<Record<string, string | undefined>>;
