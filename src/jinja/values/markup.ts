/** MarkupSafe's Markup: text that is safe in HTML, and escapes what it is joined with. */
import { isObject, textOf } from "./compare.ts";
import { repr, str } from "./text.ts";
import type { PyObject, Value } from "./value.ts";

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};

export class Markup implements PyObject {
  readonly pyType = "Markup";
  readonly pyModule = "markupsafe";
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** The value as markup: escaped, unless it is markup already. */
  static escape(value: Value): Markup {
    if (value instanceof Markup) return value;
    return new Markup(escapeHtml(str(value)));
  }

  /** The parts joined, each escaped unless it is markup. */
  static join(...parts: readonly Value[]): Markup {
    return new Markup(parts.map((part) => Markup.escape(part).text).join(""));
  }

  get pyText(): string {
    return this.text;
  }

  pyStr(): string {
    return this.text;
  }

  pyRepr(): string {
    return `Markup(${repr(this.text)})`;
  }

  pyBool(): boolean {
    return this.text !== "";
  }
}

/** The text with the five characters that HTML gives a meaning replaced. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => escapes[char] ?? char);
}

/** The other text, escaped when it will be part of markup. */
export function escapedFor(self: Value, other: Value): string | undefined {
  const text = textOf(other);
  if (text === undefined || !(self instanceof Markup) || isObject(other)) return text;
  return escapeHtml(text);
}
