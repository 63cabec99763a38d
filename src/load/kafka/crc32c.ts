/** CRC-32C (Castagnoli, RFC 3720 appendix B.4), the checksum of a batch of records. */

/** Sixteen tables in one, so that sixteen bytes are taken at a time ("slicing-by-16", after Kounavis and Berry 2005). */
const table = makeTable();

function makeTable(): Int32Array {
  const all = new Int32Array(16 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? 0x82f63b78 : 0);
    all[byte] = rest;
  }
  for (let at = 256; at < all.length; at++) {
    const before = all[at - 256] ?? 0;
    all[at] = (before >>> 8) ^ (all[before & 255] ?? 0);
  }
  return all;
}

/** The wide steps read four bytes as a number of this machine, the lowest byte first. */
const littleEndian = new Uint8Array(Int32Array.of(1).buffer)[0] === 1;

/** The checksum of `bytes[start..end)`, as an unsigned number. */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length): number {
  if (end - start < 32 || !littleEndian) return ~bytewise(-1, bytes, start, end) >>> 0;
  const aligned = start + ((4 - ((bytes.byteOffset + start) & 3)) & 3);
  let crc = bytewise(-1, bytes, start, aligned);
  const blocks = (end - aligned) >> 4;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + aligned, blocks * 4);
  const t = table;
  for (let at = 0; at < words.length; at += 4) {
    const a = crc ^ words[at]!;
    const b = words[at + 1]!;
    const c = words[at + 2]!;
    const d = words[at + 3]!;
    crc =
      t[3840 + (a & 255)]! ^
      t[3584 + ((a >>> 8) & 255)]! ^
      t[3328 + ((a >>> 16) & 255)]! ^
      t[3072 + (a >>> 24)]! ^
      t[2816 + (b & 255)]! ^
      t[2560 + ((b >>> 8) & 255)]! ^
      t[2304 + ((b >>> 16) & 255)]! ^
      t[2048 + (b >>> 24)]! ^
      t[1792 + (c & 255)]! ^
      t[1536 + ((c >>> 8) & 255)]! ^
      t[1280 + ((c >>> 16) & 255)]! ^
      t[1024 + (c >>> 24)]! ^
      t[768 + (d & 255)]! ^
      t[512 + ((d >>> 8) & 255)]! ^
      t[256 + ((d >>> 16) & 255)]! ^
      t[d >>> 24]!;
  }
  return ~bytewise(crc, bytes, aligned + blocks * 16, end) >>> 0;
}

function bytewise(before: number, bytes: Uint8Array, start: number, end: number): number {
  let crc = before;
  for (let at = start; at < end; at++) crc = (crc >>> 8) ^ table[(crc ^ bytes[at]!) & 255]!;
  return crc;
}
