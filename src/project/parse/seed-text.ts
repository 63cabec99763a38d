/** The bytes of a seed as text, or which of its lines is none. */
import { seedNotText } from "../../core/problems/seed.ts";

/**
 * @param file relative to the project's root, for the place
 * @throws Problem when it is not UTF-8
 */
export function decodeSeed(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw seedNotText({ file, line: lineOfBadByte(bytes), column: 1 });
  }
}

/** The decoder does not say where it stopped, so the lines are tried one by one. */
function lineOfBadByte(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (let line = 1, start = 0; start < bytes.length; line += 1) {
    const newline = bytes.indexOf(10, start);
    const end = newline === -1 ? bytes.length : newline;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end + 1;
  }
  return 1;
}
