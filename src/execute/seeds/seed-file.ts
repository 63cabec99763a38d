/** A seed's file as text, piece by piece. */
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { decodeSeed } from "../../project/parse/seed-text.ts";

const bytesPerPiece = 512 * 1024;

/**
 * @param path absolute
 * @param file relative to the project's root, for the place
 * @throws Problem with its line when it is not UTF-8
 */
export function* piecesOf(path: string, file: string): Iterable<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const buffer = new Uint8Array(bytesPerPiece);
  const descriptor = openSync(path, "r");
  try {
    for (let read = -1; read !== 0; ) {
      read = readSync(descriptor, buffer);
      yield decoder.decode(buffer.subarray(0, read), { stream: read !== 0 });
    }
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    // Only the whole text tells on which line it stopped to be one.
    decodeSeed(readFileSync(path), file);
    throw thrown;
  } finally {
    closeSync(descriptor);
  }
}
