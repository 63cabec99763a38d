/** Where compiled code may be kept: a folder of the user's own, because whoever can write there decides what runs. */
import { lstatSync } from "node:fs";
import { join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder, which need not exist yet; undefined when there is none that is safe, or when the user wants none.
 * `NODE_DISABLE_COMPILE_CACHE` is the name that Node itself listens to.
 */
export function codeFolder(env: Environment): string | undefined {
  if (env.NODE_DISABLE_COMPILE_CACHE) return undefined;
  const base = cacheHome(env);
  if (base === undefined) return undefined;
  const folder = join(base, "tsdbt", "code");
  return isOurs(folder) ? folder : undefined;
}

/** See the XDG Base Directory Specification, and what macOS and Windows have instead. */
function cacheHome(env: Environment): string | undefined {
  if (env.XDG_CACHE_HOME) return env.XDG_CACHE_HOME;
  if (process.platform === "win32") return env.LOCALAPPDATA;
  if (!env.HOME) return undefined;
  return process.platform === "darwin"
    ? join(env.HOME, "Library", "Caches")
    : join(env.HOME, ".cache");
}

const writableByOthers = 0o022;

function isOurs(folder: string): boolean {
  try {
    const stat = lstatSync(folder, { throwIfNoEntry: false });
    if (stat === undefined || process.getuid === undefined) return true;
    return (
      stat.isDirectory() && stat.uid === process.getuid() && (stat.mode & writableByOthers) === 0
    );
  } catch {
    // A home that may not be entered, such as root's after a change of user.
    return false;
  }
}
