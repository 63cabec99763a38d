/**
 * Finds the place in a template that a place in its output came from, by finding the template's literal text again in
 * the output. Exact for text outside expressions; what an expression or a macro wrote points to that tag.
 */

/** A stretch of literal text: where it begins in the template. */
interface Literal {
  readonly start: number;
  readonly text: string;
}

/** Tags and comments, with what is raw between `raw` and `endraw` left alone. */
const tag =
  /\{%-?\+?\s*raw\s*-?%\}([\s\S]*?)\{%-?\s*endraw\s*-?\+?%\}|\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|\{#[\s\S]*?#\}/g;

/**
 * @param template the text that was rendered
 * @param output what it became
 * @param offset into the output
 * @returns an offset into the template
 */
export function sourceOffset(template: string, output: string, offset: number): number {
  if (!template.includes("\r")) return offsetInTemplate(template, output, offset);
  // Rendering makes every line end a plain one.
  const plain = template.replaceAll(/\r\n?/g, "\n");
  const found = offsetInTemplate(plain, output.replaceAll(/\r\n?/g, "\n"), offset);
  return found + dropped(template, found);
}

/** How many characters of Windows line ends stand before an offset that counts plain line ends. */
function dropped(template: string, offset: number): number {
  let count = 0;
  for (const { index } of template.matchAll(/\r\n/g)) {
    if (index - count >= offset) break;
    count += 1;
  }
  return count;
}

function offsetInTemplate(template: string, output: string, offset: number): number {
  const literals = literalsOf(template);
  const found = literals.flatMap((literal) => coveringMatches(literal, output, offset));
  const covering = longest(found, output);
  if (covering !== undefined) return covering.literal.start + (offset - covering.at);
  return tagBehind(nearestBefore(literals, output, offset), template);
}

function literalsOf(template: string): Literal[] {
  const literals: Literal[] = [];
  let from = 0;
  const add = (start: number, end: number) => {
    if (end > start) literals.push({ start, text: template.slice(start, end) });
  };
  for (const found of template.matchAll(tag)) {
    add(from, found.index);
    const raw = found[1];
    if (raw !== undefined) {
      const start = found.index + found[0].indexOf(raw);
      add(start, start + raw.length);
    }
    from = found.index + found[0].length;
  }
  add(from, template.length);
  return literals;
}

interface Match {
  readonly literal: Literal;
  readonly at: number;
}

/** White-space control and trimming eat at a literal's ends, so its middle is what is looked for. */
function* matches({ start, text }: Literal, output: string): Generator<Match> {
  const core = text.trim();
  if (core === "") return;
  const literal = { start: start + text.indexOf(core), text: core };
  for (let at = output.indexOf(core); at !== -1; at = output.indexOf(core, at + 1))
    yield { literal, at };
}

function coveringMatches(literal: Literal, output: string, offset: number): Match[] {
  return [...matches(literal, output)].filter(
    ({ at, literal: { text } }) => at <= offset && offset < at + text.length,
  );
}

/**
 * The longest text tells most. When the template has the same text several times they take turns in the output, as they
 * do in a template without loops around them.
 */
function longest(found: readonly Match[], output: string): Match | undefined {
  const length = Math.max(...found.map(({ literal }) => literal.text.length));
  const [first, ...same] = found.filter(({ literal }) => literal.text.length === length);
  if (first === undefined || same.length === 0) return first;
  const { text } = first.literal;
  let turn = 0;
  for (let at = output.indexOf(text); at !== -1 && at < first.at; at = output.indexOf(text, at + 1))
    turn += 1;
  const twins = [first, ...same].filter((match) => match.literal.text === text);
  return twins[turn % twins.length];
}

/** The literal whose text ends nearest before the offset: what follows it wrote the output there. */
function nearestBefore(
  literals: readonly Literal[],
  output: string,
  offset: number,
): Match | undefined {
  let best: Match | undefined;
  const end = (match: Match) => match.at + match.literal.text.length;
  for (const literal of literals) {
    for (const match of matches(literal, output)) {
      if (end(match) <= offset && (best === undefined || end(match) > end(best))) best = match;
    }
  }
  return best;
}

function tagBehind(match: Match | undefined, template: string): number {
  const from = match === undefined ? 0 : match.literal.start + match.literal.text.length;
  tag.lastIndex = from;
  const found = tag.exec(template);
  tag.lastIndex = 0;
  return found?.index ?? from;
}
