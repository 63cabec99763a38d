/** snappyjs ships no types. */
declare module "snappyjs" {
  /** Throws when the bytes are no snappy block, or the result would be larger than `maxLength`. */
  export function uncompress(compressed: Uint8Array, maxLength?: number): Uint8Array;
  export function compress(plain: Uint8Array): Uint8Array;
}
