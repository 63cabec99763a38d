/** The moving last lines of a terminal: how far the run is, what runs now and for how long. Finished lines scroll above. */
import type { Event } from "../../core/events.ts";
import type { GraphNode } from "../../core/nodes.ts";
import type { Colors } from "./colors.ts";

export interface LiveOptions {
  readonly terminal: { write(text: string): unknown; readonly columns?: number | undefined };
  readonly colors: Colors;
  readonly now: () => number;
  /** How many running nodes are shown; the rest is counted. */
  readonly rows?: number;
  /** Calls back about ten times a second; returns how to stop it. */
  readonly every: (callback: () => void) => () => void;
}

export interface LiveDisplay {
  watch(event: Event): void;
  /** Writes lines above the display. */
  writeLine(line: string): void;
  /** Takes the display away. */
  stop(): void;
}

/** Of terminals that do not know their width. */
const usualColumns = 80;

/** Time left is shown from this much elapsed time on: before, it would be a guess. */
const longWork = 5_000;

export function makeLiveDisplay(options: LiveOptions): LiveDisplay {
  const { terminal, now } = options;
  const running = new Map<string, { readonly node: GraphNode; readonly since: number }>();
  let progress = { begun: 0, done: 0, total: 0 };
  let drawn = 0;
  let stopTimer: (() => void) | undefined;

  const erase = () => {
    if (drawn > 0) terminal.write(`\u001b[${drawn}F\u001b[J`);
    drawn = 0;
  };
  const draw = () => {
    const lines =
      running.size === 0
        ? []
        : footer([...running.values()], progress, {
            ...options,
            columns: terminal.columns || usualColumns,
          });
    erase();
    if (lines.length > 0) terminal.write(`${lines.join("\n")}\n`);
    drawn = lines.length;
  };
  return {
    watch(event) {
      if (event.type === "node-started") {
        if (running.size === 0 && stopTimer === undefined) stopTimer = options.every(draw);
        if (progress.done === 0 && running.size === 0) progress = { ...progress, begun: now() };
        running.set(event.node.unique_id, { node: event.node, since: event.at });
        progress = { ...progress, total: event.total };
      } else if (event.type === "node-finished") {
        running.delete(event.node.unique_id);
        progress = { ...progress, done: progress.done + 1, total: event.total };
      } else if (event.type === "run-finished") {
        stopTimer?.();
        stopTimer = undefined;
        running.clear();
        erase();
      }
    },
    writeLine(line) {
      erase();
      terminal.write(`${line}\n`);
    },
    stop() {
      stopTimer?.();
      stopTimer = undefined;
      running.clear();
      erase();
    },
  };
}

interface Progress {
  readonly begun: number;
  readonly done: number;
  readonly total: number;
}

function footer(
  running: readonly { readonly node: GraphNode; readonly since: number }[],
  { begun, done, total }: Progress,
  { colors, now, rows = 6, columns }: LiveOptions & { readonly columns: number },
): string[] {
  const elapsed = now() - begun;
  const left =
    elapsed > longWork && done > 0
      ? `, about ${timer((elapsed / done) * (total - done))} left`
      : "";
  const lines = [colors.bold(cut(`${done} of ${total} done in ${timer(elapsed)}${left}`, columns))];
  for (const { node, since } of running.slice(0, rows)) {
    const time = timer(now() - since).padStart(7);
    lines.push(`${colors.dim(time)}  ${cut(node.name, columns - 10)}`);
  }
  if (running.length > rows) lines.push(colors.dim(`         and ${running.length - rows} more`));
  return lines;
}

const cut = (text: string, width: number): string =>
  text.length < width ? text : `${text.slice(0, Math.max(1, width - 2))}…`;

/** `0.4s`, `12s`, `3m 04s`, `1h 02m`. */
export function timer(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)}s`;
  if (seconds < 60) return `${Math.floor(seconds)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${String(Math.floor(seconds % 60)).padStart(2, "0")}s`;
  return `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, "0")}m`;
}
