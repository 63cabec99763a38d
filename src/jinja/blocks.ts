/** Finds top-level blocks in a file without parsing what is inside them. */

export interface Block {
  /** The name of the tag: `snapshot`, `docs`. */
  readonly tag: string;
  /** What follows the tag's name inside the tag: `orders_snapshot`. */
  readonly args: string;
  readonly contents: string;
  /** The whole block, tags included. */
  readonly text: string;
  /** Where `text` starts in the file. */
  readonly offset: number;
  readonly contentsOffset: number;
}

/**
 * The top-level blocks with one of these tags; contents are raw, strings and comments cannot fool it.
 * @throws TemplateError when a block is not closed, is nested, or stands inside control flow
 */
export function scanBlocks(_source: string, _file: string, _tags: readonly string[]): Block[] {
  throw new Error("The Jinja parser is being written");
}
