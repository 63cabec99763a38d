/** Where something stands in the user's own files. */
export interface Place {
  /** Relative to the project's root, with forward slashes. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 units. */
  readonly column: number;
}

/** What the names of files begin with that are part of the program and not of anybody's project. */
export const builtinPrefix = "tsdbt:";

/** One step of a macro stack: "in macro x, called from …". */
export interface Frame {
  readonly label: string;
  readonly at: Place | undefined;
}

/** The line and column of an offset into a text. */
export function placeOf(file: string, text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return { file, line, column: offset - before.lastIndexOf("\n") };
}
