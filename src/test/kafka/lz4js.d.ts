/** lz4js ships no types. */
declare module "lz4js" {
  /** One frame of the LZ4 frame format. */
  export function compress(plain: Uint8Array): Uint8Array;
}
