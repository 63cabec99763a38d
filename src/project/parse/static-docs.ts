/** Which docs blocks a description names, told from its text. */

/** A print statement that holds one `doc` call whose arguments are text. */
const call =
  /\{\{-?\s*doc\(\s*(?:(['"])([^'"\\]*)\1\s*,\s*)?(['"])([^'"\\]*)\3\s*,?\s*\)\s*-?\}\}/g;

/** Each block's name and, where it is given, its package. */
export function staticDocs(text: string): readonly (readonly [string, string | null])[] {
  return [...text.matchAll(call)].map((match) => [match[4] as string, match[2] ?? null]);
}
