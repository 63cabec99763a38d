/** Finds top-level blocks in a file without parsing what is inside them. */
import { type Origin, syntaxError } from "./origin.ts";
import { type ScannedTag, scanTags } from "./tag-scanner.ts";

export interface Block {
  /** The name of the tag: `snapshot`, `docs`. */
  readonly tag: string;
  /** The word after the tag's name: `orders_snapshot`. */
  readonly name: string | undefined;
  /** All that follows the tag's name inside the tag. */
  readonly args: string;
  readonly contents: string;
  /** The whole block, tags included, and the white space that they strip. */
  readonly text: string;
  /** Where `text` starts in the file. */
  readonly offset: number;
  readonly contentsOffset: number;
}

const controlFlow: ReadonlyMap<string, string> = new Map([
  ["if", "endif"],
  ["for", "endfor"],
]);
const controlFlowEnds: ReadonlyMap<string, string> = new Map(
  [...controlFlow].map(([start, end]) => [end, start]),
);

interface Scan {
  readonly origin: Origin;
  readonly tags: readonly string[];
  /** The `if` and `for` tags that are open. */
  readonly open: string[];
  current: ScannedTag | undefined;
}

/**
 * The top-level blocks with one of these tags. Their contents are raw; strings and comments cannot fool it.
 * @throws TemplateError when a block is not closed, is inside another, or stands inside control flow
 */
export function scanBlocks(source: string, file: string, tags: readonly string[]): Block[] {
  const lead = /^\s*/.exec(source)?.[0].length ?? 0;
  const text = source.trim();
  const origin: Origin = { file, fileSource: source, base: lead };
  const scan: Scan = { origin, tags, open: [], current: undefined };
  const blocks: Block[] = [];
  for (const tag of scanTags(text, origin)) {
    const opened = takeTag(scan, tag);
    if (opened) blocks.push(blockOf(text, lead, opened, tag));
  }
  if (scan.current) {
    const { name, start } = scan.current;
    throw syntaxError(origin, start, `Reached EOF without finding a close tag for ${name}`);
  }
  return blocks;
}

// The tag that this one closes, if it closes the current block.
function takeTag(scan: Scan, tag: ScannedTag): ScannedTag | undefined {
  trackControlFlow(scan, tag);
  const { current } = scan;
  if (scan.tags.includes(tag.name)) {
    if (scan.open.length > 0) {
      fail(
        scan,
        tag,
        `Found a block definition inside control flow: ${tag.name} must be at the top level`,
      );
    }
    if (current)
      fail(scan, tag, `Block "${tag.name}" is inside "${current.name}", blocks cannot be nested`);
    scan.current = tag;
    return undefined;
  }
  if (!current || tag.name !== `end${current.name}`) return undefined;
  scan.current = undefined;
  return current;
}

function trackControlFlow(scan: Scan, tag: ScannedTag): void {
  if (controlFlow.has(tag.name)) {
    scan.open.push(tag.name);
    return;
  }
  const start = controlFlowEnds.get(tag.name);
  if (start === undefined) return;
  const open = scan.open.pop();
  if (open === undefined)
    fail(
      scan,
      tag,
      `Got an unexpected control flow end tag, got ${tag.name} but never saw a preceding ${start}`,
    );
  if (open !== start)
    fail(
      scan,
      tag,
      `Got an unexpected control flow end tag, got ${tag.name} but expected ${controlFlow.get(open)} next`,
    );
}

function fail(scan: Scan, tag: ScannedTag, message: string): never {
  throw syntaxError(scan.origin, tag.start, message);
}

function blockOf(text: string, lead: number, start: ScannedTag, end: ScannedTag): Block {
  return {
    tag: start.name,
    name: start.word,
    args: start.args,
    contents: text.slice(start.end, end.start),
    text: text.slice(start.start, end.end),
    offset: lead + start.start,
    contentsOffset: lead + start.end,
  };
}
