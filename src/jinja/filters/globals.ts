/** The functions that every template can call: range, dict, namespace, cycler, joiner, lipsum. */
import { fillDict } from "../methods/dicts.ts";
import { requireInt } from "../methods/method.ts";
import { isTrue } from "../values/compare.ts";
import { Dict } from "../values/dict.ts";
import { PyError, typeError, valueError } from "../values/error.ts";
import { Markup } from "../values/markup.ts";
import { Namespace } from "../values/namespace.ts";
import { bindArguments, nativeFunction } from "../values/native-function.ts";
import { Range } from "../values/range.ts";
import { str } from "../values/text.ts";
import type { Call, PyObject, Value } from "../values/value.ts";
import { loremIpsum } from "./lipsum.ts";

const longestRange = 100_000;

function range(call: Call): Value {
  const { args, kwargs } = call;
  if (kwargs.size > 0) throw typeError("range() takes no keyword arguments");
  if (args.length === 0) throw typeError("range expected at least 1 argument, got 0");
  if (args.length > 3) throw typeError(`range expected at most 3 arguments, got ${args.length}`);
  const [first = 0, second = 0, step = 1] = args.map(requireInt);
  if (step === 0) throw valueError("range() arg 3 must not be zero");
  const made = args.length === 1 ? new Range(0, first, 1) : new Range(first, second, step);
  if (made.length > longestRange) {
    throw new PyError(
      "OverflowError",
      `Range too big. The sandbox blocks ranges larger than MAX_RANGE (${longestRange}).`,
    );
  }
  return made;
}

function dict(call: Call): Dict {
  if (call.args.length > 1) {
    throw typeError(`dict expected at most 1 argument, got ${call.args.length}`);
  }
  const made = new Dict();
  fillDict(made, call);
  return made;
}

class Cycler implements PyObject {
  readonly pyType = "Cycler";
  readonly pyModule = "jinja2.utils";
  readonly #items: readonly Value[];
  #position = 0;

  constructor(items: readonly Value[]) {
    if (items.length === 0) {
      throw new PyError("RuntimeError", "at least one item has to be provided");
    }
    this.#items = items;
  }

  get #current(): Value {
    return this.#items[this.#position] as Value;
  }

  pyGetAttr(name: string): Value | undefined {
    switch (name) {
      case "current":
        return this.#current;
      case "pos":
        return this.#position;
      case "next":
        return nativeFunction("next", () => this.#next());
      case "reset":
        return nativeFunction("reset", () => {
          this.#position = 0;
          return null;
        });
      default:
        return undefined;
    }
  }

  #next(): Value {
    const value = this.#current;
    this.#position = (this.#position + 1) % this.#items.length;
    return value;
  }
}

class Joiner implements PyObject {
  readonly pyType = "Joiner";
  readonly pyModule = "jinja2.utils";
  readonly #separator: Value;
  #used = false;

  constructor(separator: Value) {
    this.#separator = separator;
  }

  pyCall(): Value {
    if (this.#used) return this.#separator;
    this.#used = true;
    return "";
  }

  pyGetAttr(name: string): Value | undefined {
    if (name === "sep") return this.#separator;
    return name === "used" ? this.#used : undefined;
  }
}

function lipsum(call: Call): Value {
  const {
    n = 5,
    html = true,
    min = 20,
    max = 100,
  } = bindArguments(call, "generate_lorem_ipsum", ["n?", "html?", "min?", "max?"]);
  const paragraphs = loremIpsum(requireInt(n), requireInt(min), requireInt(max));
  if (!isTrue(html)) return paragraphs.join("\n\n");
  return new Markup(paragraphs.map((text) => `<p>${text}</p>`).join("\n"));
}

export const builtinGlobals: ReadonlyMap<string, Value> = new Map<string, Value>([
  ["range", nativeFunction("range", range)],
  ["dict", nativeFunction("dict", dict)],
  ["namespace", nativeFunction("namespace", (call) => new Namespace(dict(call)))],
  ["cycler", nativeFunction("cycler", ({ args }) => new Cycler(args))],
  [
    "joiner",
    nativeFunction("joiner", (call) => {
      const { sep = ", " } = bindArguments(call, "joiner", ["sep?"]);
      return new Joiner(typeof sep === "string" ? sep : str(sep));
    }),
  ],
  ["lipsum", nativeFunction("lipsum", lipsum)],
]);
