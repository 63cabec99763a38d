/** Reads text files whole, as cheaply as Node can. */
import { readFileSync } from "node:fs";

/** An object with all of it said: where the encoding is given as a word, Node makes such an object for each file. */
const asText = { encoding: "utf8", flag: "r" } as const;

/** @throws what the file system says */
export const readTextFile = (path: string): string => readFileSync(path, asText);
