/** How the files of a stream are built: where records end, and whether a header comes first. */
import { closeSync } from "node:fs";
import { fileHeaderInvalid } from "../../core/problems/files.ts";
import { parseJsonObject, textOf } from "../formats/decode-json.ts";
import { type Delimited, delimitedSyntax, splitFields } from "../formats/delimited.ts";
import { isRecording } from "../formats/recordings.ts";
import type { Stream } from "../stream.ts";
import { delimitedFraming } from "./delimited-framing.ts";
import type { FoundFile } from "./find-files.ts";
import { type Framing, jsonLines, textStart } from "./line-framing.ts";
import { openFile, readBytes } from "./read-block.ts";

export interface FileHeader {
  /** Where the records begin. */
  readonly earliest: number;
  /** Undefined where the file does not name its fields. */
  readonly columns: readonly string[] | undefined;
  /** The file is a recorded topic. */
  readonly isRecording: boolean;
}

export interface FileShape {
  readonly framing: Framing;
  /** Undefined while the header is not written to its end. A partition's is read once: it is always the same file. */
  headerOf(file: FoundFile, partition: number): FileHeader | undefined;
}

const noHeader: FileHeader = { earliest: 0, columns: undefined, isRecording: false };
/** In bytes. */
const longestHeader = 1024 * 1024;

export function fileShape({ format }: Stream): FileShape {
  if (format.type !== "csv") {
    return { framing: jsonLines, headerOf: once((file) => readFirstLine(file)) };
  }
  const syntax = delimitedSyntax(format);
  const framing = delimitedFraming(syntax);
  if (Array.isArray(format.header) || format.header === false) {
    return { framing, headerOf: () => noHeader };
  }
  return { framing, headerOf: once((file) => readHeader(file, framing, syntax)) };
}

/** Keeps what was read of each partition. */
function once(read: (file: FoundFile) => FileHeader | undefined): FileShape["headerOf"] {
  const known = new Map<number, FileHeader>();
  return (file, partition) => {
    const header = known.get(partition) ?? read(file);
    if (header !== undefined) known.set(partition, header);
    return header;
  };
}

/** A recording says in each line from which place of the topic it is. */
function readFirstLine(file: FoundFile): FileHeader | undefined {
  const handle = openFile(file);
  try {
    const bytes = readBytes(handle, 0, Math.min(file.size, longestHeader));
    const start = textStart(bytes, 0);
    const frame = jsonLines.frame(bytes, start);
    const line = bytes.subarray(start, frame?.end ?? bytes.length);
    const parsed = parseJsonObject(line);
    if (parsed.kind === "fields") return { ...noHeader, isRecording: isRecording(parsed.fields) };
    return frame === undefined && bytes.length < longestHeader ? undefined : noHeader;
  } finally {
    closeSync(handle);
  }
}

function readHeader(file: FoundFile, framing: Framing, syntax: Delimited): FileHeader | undefined {
  const handle = openFile(file);
  try {
    const bytes = readBytes(handle, 0, Math.min(file.size, longestHeader));
    const frame = framing.frame(bytes, textStart(bytes, 0));
    if (frame === undefined) {
      if (bytes.length < longestHeader) return undefined;
      throw fileHeaderInvalid(file.path, `The first line is longer than ${longestHeader} bytes.`);
    }
    const names = splitFields(textOf(bytes.subarray(frame.start, frame.end)), syntax);
    return { earliest: frame.next, columns: checkedNames(file.path, names), isRecording: false };
  } finally {
    closeSync(handle);
  }
}

function checkedNames(path: string, found: readonly (string | null)[] | undefined): string[] {
  if (found === undefined) throw fileHeaderInvalid(path, "The first line has a quote too many.");
  const names = found.map((name) => name?.trim() ?? "");
  const empty = names.indexOf("");
  if (empty >= 0)
    throw fileHeaderInvalid(path, `The field ${empty + 1} of the first line has no name.`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw fileHeaderInvalid(path, `The first line names "${twice}" twice.`);
  return names;
}
