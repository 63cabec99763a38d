/** What the operating system refuses to do with a file or folder that the program needs. */
import { Problem } from "../problem.ts";

const reasons: Readonly<Record<string, string>> = {
  EACCES: "it may not be read or written by this user",
  EPERM: "it may not be read or written by this user",
  EROFS: "it is on a file system that can only be read",
  ENOSPC: "the disk is full",
  EDQUOT: "the user's share of the disk is used up",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  EISDIR: "it is a folder",
  ENOTDIR: "a file stands where a folder is expected",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "its name is too long",
  EIO: "the disk does not answer",
};

/**
 * A file or folder cannot be read or written.
 * @example chmod 000 models
 * @param thrown anything that was caught
 * @returns undefined when it is no such refusal
 */
export function accessRefused(thrown: unknown): Problem | undefined {
  if (!(thrown instanceof Error) || !("code" in thrown) || !("syscall" in thrown)) return undefined;
  const reason = reasons[String(thrown.code)];
  if (reason === undefined) return undefined;
  // Node does not say which file when it is opened and then cannot be read.
  const path = "path" in thrown ? String(thrown.path) : "A file of the project";
  return new Problem("ACCESS_REFUSED", `${path}: ${reason}.`, {
    cause: thrown,
    hint: "Check who owns it and its permissions, or run as another user.",
  });
}
