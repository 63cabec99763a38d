/** Files of code that the engine compiled in earlier calls. Failing to read or write one is no harm: it is compiled anew. */
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** Code that was kept, and how much processor time the call took that it is from, in seconds. */
export interface KeptCode {
  readonly code: Buffer;
  readonly seconds: number;
}

/** A file begins with the signature of its code and the seconds, both padded with blanks. */
const partLength = 20;
const headLength = 2 * partLength;

/** @returns undefined when there is no such file, or a damaged one */
export function readKeptCode(path: string): KeptCode | undefined {
  try {
    const file = readFileSync(path);
    const code = file.subarray(headLength);
    const head = file.toString("latin1", 0, headLength);
    if (signatureOf(code) !== head.slice(0, partLength).trim()) return undefined;
    return { code, seconds: Number(head.slice(partLength)) };
  } catch {
    return undefined;
  }
}

/** Writes a file at once or not at all. */
export function writeKeptCode(path: string, { code, seconds }: KeptCode): void {
  const folder = dirname(path);
  const head = [signatureOf(code), seconds.toFixed(3)].map((part) => part.padStart(partLength));
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, Buffer.concat([Buffer.from(head.join("")), code]), { mode: 0o600 });
    renameSync(temporary, path);
  } catch {
    // A read-only home, a full disk: the next call compiles again.
  }
}

/** What a disk loses is at least a sector, and reads as zeros. */
const lostSector = Buffer.alloc(512);

/**
 * Differs where the end or a sector of a file was lost, as after a power failure, which the engine does not notice. What
 * makes digests of all bytes takes longer to load than the code itself.
 */
const signatureOf = (code: Buffer): string => `${code.length} ${code.indexOf(lostSector)}`;

const month = 30 * 24 * 3600 * 1000;

/** Takes away the code of versions that are gone. */
export function removeOldCode(folder: string): void {
  try {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (Date.now() - statSync(path).mtimeMs > month) rmSync(path, { force: true });
    }
  } catch {
    // There is no folder, or another process was faster.
  }
}
