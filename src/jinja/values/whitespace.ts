/** White space as Python's `str` sees it, which is not quite JavaScript's. */

/** True for a code unit that Python's `str.isspace` accepts. */
export function isSpace(code: number): boolean {
  if (code < 0x80) return code === 32 || (code >= 9 && code <= 13) || (code >= 28 && code <= 31);
  return wideSpace.test(String.fromCharCode(code));
}

const wideSpace = /[\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** The index of the first character at or after `start` that is not white space. */
export function skipSpace(text: string, start: number): number {
  let index = start;
  while (index < text.length && isSpace(text.charCodeAt(index))) index++;
  return index;
}

/** Where the text before `end` ends once trailing white space is left out; never before `start`. */
export function trimmedEnd(text: string, start: number, end: number): number {
  let index = end;
  while (index > start && isSpace(text.charCodeAt(index - 1))) index--;
  return index;
}
