/** Decompresses the LZ4 frame format (github.com/lz4/lz4, doc/lz4_Frame_format.md), which Kafka's producers write. */
import { WireError } from "./wire.ts";

const frameMagic = 0x184d2204;
/** By the third to fifth bit of the descriptor's BD byte. */
const blockSizes: Readonly<Record<number, number>> = {
  4: 64 << 10,
  5: 256 << 10,
  6: 1 << 20,
  7: 4 << 20,
};

/**
 * Decompresses one frame. Checksums inside it are not looked at: a batch has its own.
 * @param maxBytes of the result
 * @throws WireError when it is no such frame or its result is larger
 */
export function decompressLz4(frame: Buffer, maxBytes: number): Buffer {
  const { maxBlock, blockChecksums, firstBlock } = describeFrame(frame);
  const target = new Growing(maxBytes);
  for (let at = firstBlock; ; ) {
    if (at + 4 > frame.length) throw new WireError("an LZ4 frame ends too early");
    const word = frame.readUInt32LE(at);
    at += 4;
    if (word === 0) return target.bytes();
    const size = word & 0x7fffffff;
    if (at + size > frame.length) throw new WireError("an LZ4 block ends too early");
    // The highest bit says that the block is not compressed.
    if (word >= 0x80000000) {
      target.append(frame, at, size);
    } else {
      target.reserve(maxBlock);
      target.decompress(frame, at, at + size);
    }
    at += size + (blockChecksums ? 4 : 0);
  }
}

function describeFrame(frame: Buffer): {
  readonly maxBlock: number;
  readonly blockChecksums: boolean;
  readonly firstBlock: number;
} {
  if (frame.length < 7 || frame.readUInt32LE(0) !== frameMagic) {
    throw new WireError("no LZ4 frame begins here");
  }
  const flags = frame[4] ?? 0;
  const maxBlock = blockSizes[((frame[5] ?? 0) >> 4) & 7];
  if (flags >> 6 !== 1 || maxBlock === undefined) throw new WireError("unknown kind of LZ4 frame");
  if (flags & 1) throw new WireError("LZ4 frames with a dictionary are not used by Kafka");
  // A content size of 8 bytes may stand between the descriptor and its checksum.
  const firstBlock = flags & 0x08 ? 15 : 7;
  return { maxBlock, blockChecksums: (flags & 0x10) !== 0, firstBlock };
}

/** The result so far; blocks may refer to earlier ones. */
class Growing {
  readonly #maxBytes: number;
  #bytes = Buffer.allocUnsafe(64 << 10);
  #length = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Makes room for a block of at most that many bytes. */
  reserve(size: number): void {
    if (this.#length > this.#maxBytes) throw new WireError("an LZ4 frame is too large");
    const needed = this.#length + size;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }

  append(source: Buffer, start: number, size: number): void {
    this.reserve(size);
    source.copy(this.#bytes, this.#length, start, start + size);
    this.#length += size;
  }

  /** One block: sequences of literals and a match (doc/lz4_Block_format.md). */
  decompress(source: Buffer, start: number, end: number): void {
    const bytes = this.#bytes;
    let to = this.#length;
    let at = start;
    const runLength = (nibble: number): number => {
      let length = nibble;
      for (let byte = nibble === 15 ? 255 : 0; byte === 255; length += byte) {
        if (at >= end) throw new WireError("an LZ4 length does not end");
        byte = source[at++] ?? 0;
      }
      return length;
    };
    while (at < end) {
      const token = source[at++] ?? 0;
      const literals = runLength(token >> 4);
      if (at + literals > end || to + literals > bytes.length) throw badSequence();
      source.copy(bytes, to, at, at + literals);
      at += literals;
      to += literals;
      if (at >= end) break;
      if (at + 2 > end) throw badSequence();
      const distance = source.readUInt16LE(at);
      at += 2;
      const length = runLength(token & 15) + 4;
      if (distance === 0 || distance > to || to + length > bytes.length) throw badSequence();
      copyMatch(bytes, to, distance, length);
      to += length;
    }
    this.#length = to;
  }
}

/** A match may overlap itself; then it repeats, and bytes are copied one by one. */
function copyMatch(bytes: Buffer, to: number, distance: number, length: number): void {
  if (distance >= length) {
    bytes.copyWithin(to, to - distance, to - distance + length);
    return;
  }
  for (let at = to; at < to + length; at++) bytes[at] = bytes[at - distance] ?? 0;
}

const badSequence = (): WireError => new WireError("an LZ4 block is damaged");
