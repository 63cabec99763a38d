/** Decompresses the records of a batch, by the codec that its attributes name. */
import zlib from "node:zlib";
import { decompressLz4 } from "./lz4.ts";
import { WireError } from "./wire.ts";

/** By the number that a batch's attributes hold. */
export const codecNames = ["none", "gzip", "snappy", "lz4", "zstd"] as const;

/** By codec; each throws some error when the bytes are damaged or the result is larger than allowed. */
export type Codecs = readonly ((compressed: Buffer, maxBytes: number) => Buffer)[];

/** Loads what is needed to decompress, once per source. */
export async function loadCodecs(): Promise<Codecs> {
  const snappy = await import("snappyjs");
  return [
    (plain) => plain,
    (compressed, maxOutputLength) => zlib.gunzipSync(compressed, { maxOutputLength }),
    (compressed, maxBytes) =>
      decompressSnappy(compressed, maxBytes, (block, limit) =>
        Buffer.from(snappy.uncompress(block, limit)),
      ),
    decompressLz4,
    await loadZstd(),
  ];
}

/** Node has zstd from 22.15 on; fzstd is four times slower. */
async function loadZstd(): Promise<Codecs[number]> {
  const builtIn: unknown = Reflect.get(zlib, "zstdDecompressSync");
  if (typeof builtIn === "function") {
    return (compressed, maxOutputLength) => builtIn(compressed, { maxOutputLength });
  }
  const { Decompress } = await import("fzstd");
  return (compressed, maxBytes) => {
    const parts: Uint8Array[] = [];
    let length = 0;
    const stream = new Decompress((part) => {
      length += part.length;
      if (length > maxBytes) throw new WireError("a zstd frame is too large");
      parts.push(part);
    });
    stream.push(compressed, true);
    return Buffer.concat(parts);
  };
}

/** Java's producers frame snappy as xerial/snappy-java does: a header of 16 bytes, then blocks with their lengths. */
const xerialMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);

function decompressSnappy(
  compressed: Buffer,
  maxBytes: number,
  uncompress: (block: Buffer, maxBytes: number) => Buffer,
): Buffer {
  if (!compressed.subarray(0, xerialMagic.length).equals(xerialMagic)) {
    return uncompress(compressed, maxBytes);
  }
  const parts: Buffer[] = [];
  let left = maxBytes;
  for (let at = 16; at < compressed.length; ) {
    const size = compressed.readInt32BE(at);
    at += 4;
    if (size < 0 || at + size > compressed.length) {
      throw new WireError("a snappy block ends too early");
    }
    const part = uncompress(compressed.subarray(at, at + size), left);
    left -= part.length;
    parts.push(part);
    at += size;
  }
  return Buffer.concat(parts);
}
