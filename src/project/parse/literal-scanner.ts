/** Reads literals and calls with literal arguments, as dbt's static parser knows them. Evaluates nothing. */

export type Literal =
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "list"; readonly value: readonly Literal[] }
  | { readonly kind: "dict"; readonly value: readonly (readonly [string, Literal])[] }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Argument[] };

export interface Argument {
  readonly name: string | undefined;
  readonly value: Literal;
}

export type CallLiteral = Extract<Literal, { kind: "call" }>;

const blank = /\s*/y;
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

const isLetter = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Goes through one expression; what does not fit ends the reading, so that it never has to go back. */
export class LiteralScanner {
  readonly text: string;
  at: number;

  constructor(text: string, at: number) {
    this.text = text;
    this.at = at;
  }

  /** Steps over white space and gives the code of the character behind it; NaN at the end of the text. */
  peek(): number {
    const { text } = this;
    let { at } = this;
    let code = text.charCodeAt(at);
    while (code === 32 || (code >= 9 && code <= 13)) code = text.charCodeAt(++at);
    if (code > 127) {
      blank.lastIndex = at;
      blank.exec(text);
      at = blank.lastIndex;
      code = text.charCodeAt(at);
    }
    this.at = at;
    return code;
  }

  take(token: string): boolean {
    this.peek();
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  literal(): Literal | undefined {
    const code = this.peek();
    if (code === 39 || code === 34) {
      const value = this.string();
      return value === undefined ? undefined : { kind: "string", value };
    }
    if (isLetter(code)) return this.named(this.word());
    if (this.take("[")) {
      const items = this.list("]", () => this.literal());
      return items && { kind: "list", value: items };
    }
    if (this.take("{")) {
      const entries = this.list("}", () => this.entry());
      return entries && { kind: "dict", value: entries };
    }
    return this.number();
  }

  number(): Literal | undefined {
    number.lastIndex = this.at;
    const digits = number.exec(this.text)?.[0];
    if (digits === undefined) return undefined;
    this.at = number.lastIndex;
    return { kind: "number", value: Number(digits) };
  }

  /** What stands between the quotes, as it is written. */
  string(): string | undefined {
    const { text } = this;
    const quote = this.peek();
    if (quote !== 39 && quote !== 34) return undefined;
    const start = this.at + 1;
    for (let end = start; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === 92) end++;
      else if (code === quote) {
        this.at = end + 1;
        return text.slice(start, end);
      }
    }
    return undefined;
  }

  word(): string {
    const { text, at: start } = this;
    let code = text.charCodeAt(this.at);
    while (isLetter(code) || isDigit(code)) code = text.charCodeAt(++this.at);
    return text.slice(start, this.at);
  }

  named(word: string): Literal | undefined {
    if (word === "True" || word === "False") return { kind: "boolean", value: word === "True" };
    if (!this.take("(")) return undefined;
    const args = this.list(")", () => this.argument());
    return args && { kind: "call", name: word, args };
  }

  entry(): readonly [string, Literal] | undefined {
    const key = this.string();
    if (key === undefined || !this.take(":")) return undefined;
    const value = this.literal();
    return value && [key, value];
  }

  argument(): Argument | undefined {
    if (!isLetter(this.peek())) return this.value(undefined);
    const word = this.word();
    if (this.peek() === 61 && this.text.charCodeAt(this.at + 1) !== 61) {
      this.at++;
      return this.value(word);
    }
    const value = this.named(word);
    return value && { name: undefined, value };
  }

  value(name: string | undefined): Argument | undefined {
    const value = this.literal();
    return value && { name, value };
  }

  /** Items with commas between them, of which one may trail. */
  list<T>(end: string, item: () => T | undefined): readonly T[] | undefined {
    const items: T[] = [];
    while (!this.take(end)) {
      const value = item();
      if (value === undefined) return undefined;
      items.push(value);
      if (this.take(",")) continue;
      return this.take(end) ? items : undefined;
    }
    return items;
  }
}
