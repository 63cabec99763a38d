/** A disk that is soon full: a file system in memory, which only root can make. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  /** Makes it so many MiB large. */
  grow(size: number): void;
}

/** Whether this process may make one. */
export const canMakeDisks = process.platform === "linux" && process.getuid?.() === 0;

/** @param size in MiB */
export function smallDisk(size: number): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), "tsdbt-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}m`, "tmpfs", path]);
  return {
    path,
    grow(larger) {
      execFileSync("mount", ["-o", `remount,size=${larger}m`, path]);
    },
    async [Symbol.asyncDispose]() {
      execFileSync("umount", ["-l", path]);
      rmSync(path, { recursive: true, force: true });
      await Promise.resolve();
    },
  };
}
