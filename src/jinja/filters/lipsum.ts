/** Filler text for `lipsum()`. */

const words =
  "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna aliqua enim ad minim veniam quis nostrud exercitation ullamco laboris nisi aliquip ex ea commodo consequat".split(
    " ",
  );

const below = (limit: number): number => Math.floor(Math.random() * limit);

/** Paragraphs of random words, each of `min` to `max` words. */
export function loremIpsum(count: number, min: number, max: number): string[] {
  return Array.from({ length: Math.max(0, count) }, () => paragraph(min + below(max - min)));
}

function paragraph(length: number): string {
  let text = "";
  for (let index = 0; index < length; index++) {
    const word = words[below(words.length)] ?? "";
    const starts = text === "" || text.endsWith(".");
    const spaced = starts ? word.charAt(0).toUpperCase() + word.slice(1) : word;
    const end = index > 0 && index % 12 === 11 ? "." : index % 6 === 5 ? "," : "";
    text += (text === "" ? "" : " ") + spaced + end;
  }
  return `${text.replace(/[,.]$/, "")}.`;
}
