/** Numbers as people read them. */

/**
 * How many there are of something, such as `1 row` or `12,000 rows`.
 *
 * @param nouns the plural, where it is not `noun` with an s
 */
export const counted = (count: number, noun: string, nouns = `${noun}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? noun : nouns}`;
