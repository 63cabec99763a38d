/** `modules.re`: Python's regular expressions for templates. */
import {
  bindArguments,
  type Call,
  Dict,
  nativeFunction,
  PyError,
  type PyObject,
  repr,
  str,
  Tuple,
  type Value,
} from "../../../jinja/index.ts";
import { type Groups, readTemplate } from "./re-template.ts";
import { escapePattern, flagValues, translate } from "./regular-expression.ts";

interface Pattern extends PyObject {
  readonly source: string;
  readonly flags: number;
  /** @param how `g` to walk through the text, `y` to stay at one place */
  regExp(how: "g" | "y", isWhole?: boolean): RegExp;
}

type Method = (pattern: Pattern, call: Call) => Value;

const isPattern = (value: unknown): value is Pattern =>
  typeof value === "object" && value !== null && "regExp" in value;

function compile(source: Value | undefined, flags: number): Pattern {
  if (isPattern(source)) return source;
  if (typeof source !== "string") {
    throw new PyError("TypeError", "first argument must be string or compiled pattern");
  }
  const translated = translate(source, flags);
  const made = new Map<string, RegExp>();
  const pattern: Pattern = {
    pyType: "re.Pattern",
    source,
    flags: translated.pythonFlags,
    regExp(how, isWhole = false) {
      const key = `${how}${isWhole}`;
      const known = made.get(key) ?? build(translated.source, translated.flags + how, isWhole);
      made.set(key, known);
      known.lastIndex = 0;
      return known;
    },
    pyGetAttr: (name) => patternAttribute(pattern, name),
    pyRepr: () => `re.compile(${repr(source)})`,
    pyEquals: (other) =>
      isPattern(other) && other.source === source && other.flags === pattern.flags,
    pyHash: () => `re:${translated.pythonFlags}:${source}`,
  };
  pattern.regExp("g");
  return pattern;
}

function build(source: string, flags: string, isWhole: boolean): RegExp {
  try {
    return new RegExp(isWhole ? `(?:${source})(?![\\s\\S])` : source, `${flags}d`);
  } catch (thrown) {
    throw new PyError("re.error", thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function patternAttribute(pattern: Pattern, name: string): Value | undefined {
  if (name === "pattern") return pattern.source;
  if (name === "flags") return pattern.flags;
  if (name === "groups") return groupsOf(pattern).count;
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  return method && nativeFunction(name, (call) => method(pattern, call));
}

/** How many groups a pattern has, and how they are called. */
function groupsOf(pattern: Pattern): Groups {
  const { source, flags } = pattern.regExp("g");
  const empty = new RegExp(`${source}|`, flags).exec("");
  return { count: (empty?.length ?? 1) - 1, names: Object.keys(empty?.groups ?? {}) };
}

const textOf = (value: Value | undefined): string => {
  if (typeof value === "string") return value;
  throw new PyError("TypeError", "expected string or bytes-like object");
};

function matchObject(found: RegExpExecArray | null, pattern: Pattern): Value {
  if (found === null) return null;
  const groups = (call: Call, fallback: Value) => {
    const { default: missing = fallback } = bindArguments(call, "groups", ["default?"]);
    return found.slice(1).map((text) => text ?? missing);
  };
  const group = (key: Value | undefined): Value => {
    const text = typeof key === "string" ? namedGroup(found, key) : found[Number(key ?? 0)];
    const exists =
      typeof key === "string" || (Number(key ?? 0) >= 0 && Number(key ?? 0) < found.length);
    if (!exists) throw new PyError("IndexError", "no such group");
    return text ?? null;
  };
  const span = (key: Value | undefined): readonly [number, number] => {
    group(key);
    const { indices } = found;
    const place = typeof key === "string" ? indices?.groups?.[key] : indices?.[Number(key ?? 0)];
    return place ?? [-1, -1];
  };
  const attributes: Record<string, (call: Call) => Value> = {
    group: ({ args }) => (args.length > 1 ? new Tuple(args.map(group)) : group(args[0])),
    groups: (call) => new Tuple(groups(call, null)),
    groupdict: (call) => {
      const { default: missing = null } = bindArguments(call, "groupdict", ["default?"]);
      return Dict.of(Object.entries(found.groups ?? {}).map(([k, text]) => [k, text ?? missing]));
    },
    start: ({ args }) => span(args[0])[0],
    end: ({ args }) => span(args[0])[1],
    span: ({ args }) => new Tuple([...span(args[0])]),
    expand: ({ args }) => readTemplate(textOf(args[0]), groupsOf(pattern))(found),
  };
  return {
    pyType: "re.Match",
    pyGetAttr: (name) => {
      if (name === "string") return found.input;
      if (name === "re") return pattern;
      if (name === "pos") return 0;
      if (name === "endpos") return found.input.length;
      const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
      return attribute && nativeFunction(name, attribute);
    },
    pyGetItem: group,
    pyRepr: () =>
      `<re.Match object; span=(${found.index}, ${found.index + found[0].length}), match=${repr(found[0])}>`,
  };
}

function namedGroup(found: RegExpExecArray, name: string): string | undefined {
  if (found.groups && Object.hasOwn(found.groups, name)) return found.groups[name];
  throw new PyError("IndexError", "no such group");
}

function all(pattern: Pattern, text: string): RegExpExecArray[] {
  return [...text.matchAll(pattern.regExp("g"))] as RegExpExecArray[];
}

/** A match is its only group, a tuple of its groups, or all of it when it has none. */
function found(match: RegExpExecArray): Value {
  const [whole, ...groups] = match;
  if (groups.length === 0) return whole;
  return groups.length === 1 ? (groups[0] ?? "") : new Tuple(groups.map((text) => text ?? ""));
}

function substitute(pattern: Pattern, call: Call, name: string): { text: string; count: number } {
  const { repl, string, count } = bindArguments(call, name, ["repl", "string", "count?"]);
  const text = textOf(string);
  const limit = Number(count ?? 0) || Number.POSITIVE_INFINITY;
  let result = "";
  let end = 0;
  const matches = all(pattern, text).slice(0, limit);
  // A template that is wrong is refused even if nothing matches.
  const replacement =
    typeof repl === "string"
      ? readTemplate(repl, groupsOf(pattern))
      : (match: RegExpExecArray) =>
          str(call.interpreter.callSync(repl ?? null, [matchObject(match, pattern)]));
  for (const match of matches) {
    result += text.slice(end, match.index) + replacement(match);
    end = match.index + match[0].length;
  }
  return { text: result + text.slice(end), count: matches.length };
}

function split(pattern: Pattern, call: Call): Value {
  const { string, maxsplit } = bindArguments(call, "split", ["string", "maxsplit?"]);
  const text = textOf(string);
  const parts: Value[] = [];
  let end = 0;
  for (const match of all(pattern, text).slice(0, Number(maxsplit ?? 0) || undefined)) {
    parts.push(text.slice(end, match.index), ...match.slice(1).map((group) => group ?? null));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}

const searched =
  (how: "g" | "y", isWhole: boolean): Method =>
  (pattern, call) => {
    const given = bindArguments(call, "search", ["string", "pos?", "endpos?"]);
    const text = textOf(given.string);
    const expression = pattern.regExp(how, isWhole);
    expression.lastIndex = Number(given.pos ?? 0);
    const end = given.endpos === undefined ? text.length : Math.max(0, Number(given.endpos));
    return matchObject(expression.exec(text.slice(0, end)), pattern);
  };

const methods: Readonly<Record<string, Method>> = {
  match: searched("y", false),
  search: searched("g", false),
  fullmatch: searched("y", true),
  findall: (pattern, { args, kwargs }) =>
    all(pattern, textOf(args[0] ?? kwargs.get("string"))).map(found),
  finditer: (pattern, { args, kwargs }) =>
    all(pattern, textOf(args[0] ?? kwargs.get("string"))).map((match) =>
      matchObject(match, pattern),
    ),
  sub: (pattern, call) => substitute(pattern, call, "sub").text,
  subn: (pattern, call) => {
    const { text, count } = substitute(pattern, call, "subn");
    return new Tuple([text, count]);
  },
  split,
};

/** Where each function of the module takes its `flags`, counted from its pattern. */
const flagPositions: Readonly<Record<string, number>> = {
  match: 2,
  search: 2,
  fullmatch: 2,
  findall: 2,
  finditer: 2,
  split: 3,
  sub: 4,
  subn: 4,
};

function moduleFunction(name: string, method: Method): Value {
  const position = flagPositions[name] ?? 2;
  return nativeFunction(name, (call) => {
    const {
      flags: keywordFlags,
      pattern: keywordPattern,
      ...others
    } = Object.fromEntries(call.kwargs);
    const flags = Number(keywordFlags ?? call.args[position] ?? 0);
    const fromKeyword = keywordPattern !== undefined;
    const pattern = compile(fromKeyword ? keywordPattern : call.args[0], flags);
    const args = call.args.slice(fromKeyword ? 0 : 1, position);
    return method(pattern, {
      ...call,
      args,
      kwargs: new Map(Object.entries(others)),
      interpreter: call.interpreter,
    });
  });
}

/** `modules.re`. */
export function reModule(): Value {
  const module = new Dict();
  for (const [name, method] of Object.entries(methods))
    module.set(name, moduleFunction(name, method));
  for (const [name, value] of Object.entries(flagValues)) module.set(name, value);
  module.set(
    "compile",
    nativeFunction("compile", (call) => {
      const { pattern, flags } = bindArguments(call, "compile", ["pattern", "flags?"]);
      return compile(pattern, Number(flags ?? 0));
    }),
  );
  module.set(
    "escape",
    nativeFunction("escape", (call) =>
      escapePattern(textOf(bindArguments(call, "escape", ["pattern"]).pattern)),
    ),
  );
  module.set(
    "purge",
    nativeFunction("purge", () => null),
  );
  return module;
}
