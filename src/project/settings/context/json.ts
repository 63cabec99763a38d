/** Python's `json.dumps` and `json.loads`, which templates know as `tojson` and `fromjson`. */
import {
  compare,
  Dict,
  Float,
  makeFloat,
  makeInt,
  PyError,
  repr,
  str,
  Tuple,
  textOf,
  typeName,
  type Value,
} from "../../../jinja/index.ts";

/** @throws PyError TypeError for a value that JSON has no form for */
export function dumpJson(value: Value, sortKeys: boolean): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number" || value instanceof Float) return numberText(value);
  if (Array.isArray(value)) return listText(value, sortKeys);
  if (value instanceof Tuple) return listText(value.items, sortKeys);
  if (value instanceof Dict) return dictText(value, sortKeys);
  if (value.pyText !== undefined) return quoted(value.pyText);
  throw new PyError("TypeError", `Object of type ${typeName(value)} is not JSON serializable`);
}

function numberText(value: number | Float): string {
  const text = str(value);
  const special: Record<string, string> = { nan: "NaN", inf: "Infinity", "-inf": "-Infinity" };
  return special[text] ?? text;
}

function listText(items: readonly Value[], sortKeys: boolean): string {
  return `[${items.map((item) => dumpJson(item, sortKeys)).join(", ")}]`;
}

function dictText(dict: Dict, sortKeys: boolean): string {
  const entries = [...dict.entries()];
  if (sortKeys) entries.sort(([a], [b]) => compare(a, b));
  const parts = entries.map(
    ([key, value]) => `${quoted(keyText(key))}: ${dumpJson(value, sortKeys)}`,
  );
  return `{${parts.join(", ")}}`;
}

function keyText(key: Value): string {
  const text = textOf(key);
  if (text !== undefined) return text;
  if (key === null || typeof key !== "object" || key instanceof Float) return dumpJson(key, false);
  throw new PyError(
    "TypeError",
    `keys must be str, int, float, bool or None, not ${typeName(key)}`,
  );
}

/** Like Python's default: everything beyond ASCII is escaped. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** @throws PyError ValueError for text that is no JSON */
export function loadJson(text: string): Value {
  const reader = new JsonReader(text);
  const value = reader.value();
  reader.end();
  return value;
}

const tokens =
  /[ \t\n\r]*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|(-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?)|(true|false|null|NaN|-?Infinity))/y;

const words: Readonly<Record<string, Value>> = {
  true: true,
  false: false,
  null: null,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};

/** JSON.parse would lose the difference between 1 and 1.0 and the digits of large ints. */
class JsonReader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): Value {
    const token = this.#next();
    if (token.mark === "{") return this.#object();
    if (token.mark === "[") return this.#list();
    if (token.mark !== undefined || token.value === undefined) throw this.#broken();
    return token.value;
  }

  end(): void {
    if (this.#text.slice(this.#position).trim() !== "") throw this.#broken();
  }

  #next(): { mark?: string | undefined; value?: Value } {
    tokens.lastIndex = this.#position;
    const found = tokens.exec(this.#text);
    if (!found) throw this.#broken();
    this.#position = tokens.lastIndex;
    const [, mark, string, number, fraction, exponent, word] = found;
    if (mark !== undefined) return { mark };
    if (string !== undefined) return { value: this.#string(string) };
    if (word !== undefined) return { value: words[word] ?? null };
    const isFloat = fraction !== undefined || exponent !== undefined;
    return { value: isFloat ? makeFloat(Number(number)) : makeInt(BigInt(number ?? "0")) };
  }

  #string(source: string): string {
    try {
      return JSON.parse(source) as string;
    } catch {
      throw this.#broken();
    }
  }

  #object(): Value {
    const dict = new Dict();
    if (this.#skip("}")) return dict;
    for (;;) {
      const { value: key } = this.#next();
      if (typeof key !== "string" || this.#next().mark !== ":") throw this.#broken();
      dict.set(key, this.value());
      const { mark } = this.#next();
      if (mark === "}") return dict;
      if (mark !== ",") throw this.#broken();
    }
  }

  #list(): Value {
    const list: Value[] = [];
    if (this.#skip("]")) return list;
    for (;;) {
      list.push(this.value());
      const { mark } = this.#next();
      if (mark === "]") return list;
      if (mark !== ",") throw this.#broken();
    }
  }

  #skip(mark: string): boolean {
    const before = this.#position;
    try {
      if (this.#next().mark === mark) return true;
    } catch {
      // Whatever stands here is read again as a value.
    }
    this.#position = before;
    return false;
  }

  #broken(): PyError {
    return new PyError(
      "ValueError",
      `invalid JSON at character ${this.#position}: ${repr(this.#text)}`,
    );
  }
}
