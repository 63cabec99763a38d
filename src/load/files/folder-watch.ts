/** Tells when something changes in a folder. Only a hint when to look: what has changed, a look at the files says. */
import type { FSWatcher } from "chokidar";

export interface FolderWatch extends AsyncDisposable {
  /** Returns after a change, or after the time, in milliseconds, or when the signal comes. */
  change(timeoutMs: number, signal: AbortSignal | undefined): Promise<void>;
  /** True when something changed since it was looked, or may have without anybody telling. */
  isDue(sinceLookMs: number): boolean;
  /** It is being looked. */
  looked(): void;
}

/** Some file systems tell nothing, and some systems watch only so many files: then it is looked that often. */
const lookAnywayAfter = 2_000;
const lookUnwatchedAfter = 250;

/**
 * Watches from the first call on: a source that is read to its end and closed needs no watching.
 * @param base the folder, with everything below
 */
export function watchFolder(base: string): FolderWatch {
  let watching: Promise<FSWatcher | undefined> | undefined;
  let isReady = false;
  let hasFailed = false;
  let hasChanged = false;
  let wake = (): void => undefined;
  const note = (): void => {
    hasChanged = true;
    wake();
  };
  const start = async (): Promise<FSWatcher> => {
    const { watch } = await import("chokidar");
    const watcher = watch(base, { ignoreInitial: true });
    watcher.on("all", note);
    watcher.on("ready", () => {
      isReady = true;
      note(); // what changed before it was ready, nobody tells
    });
    watcher.on("error", () => {
      hasFailed = true;
    });
    return watcher;
  };
  const longest = () => (isReady && !hasFailed ? lookAnywayAfter : lookUnwatchedAfter);
  return {
    isDue: (sinceLookMs) => hasChanged || sinceLookMs >= longest(),
    looked() {
      hasChanged = false;
    },
    async change(timeoutMs, signal) {
      watching ??= start();
      await watching;
      if (hasChanged || signal?.aborted) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, Math.min(timeoutMs, longest()));
        function done(): void {
          clearTimeout(timer);
          signal?.removeEventListener("abort", done);
          wake = () => undefined;
          resolve();
        }
        wake = done;
        signal?.addEventListener("abort", done);
      });
    },
    async [Symbol.asyncDispose]() {
      const watcher = await watching;
      await watcher?.close();
    },
  };
}
