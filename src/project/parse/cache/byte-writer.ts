/** Writes many small texts to an open file in few large pieces. */
import { writeSync } from "node:fs";

export interface ByteWriter {
  /** Adds a text, in UTF-8, and tells how many bytes it takes. */
  add(text: string | Uint8Array): number;
  /** Writes what has been added and is not yet written. */
  flush(): void;
}

const bufferSize = 1 << 20;
/** Pieces of that many bytes are written as they are: to gather them would cost another copy. */
const largePiece = 1 << 16;
/** UTF-8 takes no more bytes than that for a unit of UTF-16. */
const bytesPerUnit = 3;

/** @param file the descriptor of a file that is open for writing */
export function createByteWriter(file: number): ByteWriter {
  const buffer = Buffer.allocUnsafe(bufferSize);
  let used = 0;
  const flush = (): void => {
    writeAll(file, buffer.subarray(0, used));
    used = 0;
  };
  const large = (bytes: Uint8Array): number => {
    flush();
    writeAll(file, bytes);
    return bytes.length;
  };
  return {
    add(text) {
      if (typeof text !== "string") {
        if (text.length >= largePiece) return large(text);
        if (text.length > bufferSize - used) flush();
        buffer.set(text, used);
        used += text.length;
        return text.length;
      }
      const most = text.length * bytesPerUnit;
      if (most > bufferSize) return large(Buffer.from(text));
      if (most > bufferSize - used) flush();
      const bytes = buffer.write(text, used);
      used += bytes;
      return bytes;
    },
    flush,
  };
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}
