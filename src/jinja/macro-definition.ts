/** The blocks of a macro file that can be called: macros, materializations and tests. */
import { scanBlocks } from "./blocks.ts";
import { type Origin, syntaxError } from "./origin.ts";
import { parse } from "./syntax/parser.ts";
import { resolveMacro } from "./syntax/scopes.ts";
import type { MacroNode } from "./syntax/tree.ts";
import { knownNames } from "./template.ts";
import { repr } from "./values/text.ts";
import type { Call, PyObject, Value } from "./values/value.ts";

export type MacroKind = "macro" | "materialization" | "test";

export interface MacroParameter {
  readonly name: string;
  /** The type annotation as written, such as `list[str]`; undefined when there is none. */
  readonly type: string | undefined;
  readonly hasDefault: boolean;
}

/** A macro. Its free names are looked up in the globals of the interpreter that calls it. */
export class MacroDefinition implements PyObject {
  readonly pyType = "Macro";
  /** dbt's name: `m`, `materialization_table_default`, `materialization_table_duckdb`, `test_unique`. */
  readonly name: string;
  readonly kind: MacroKind;
  readonly origin: Origin;
  /** Where the block starts in the file. */
  readonly offset: number;
  /** The exact text of the block. */
  readonly text: string;
  readonly node: MacroNode;
  #resolved = false;

  constructor(
    node: MacroNode,
    kind: MacroKind,
    origin: Origin,
    place: { readonly offset: number; readonly text: string },
  ) {
    this.node = node;
    this.name = node.name;
    this.kind = kind;
    this.origin = origin;
    this.offset = place.offset;
    this.text = place.text;
  }

  /** The name in the tag: `m`, `table`, `unique`. */
  get blockName(): string {
    return this.node.blockName;
  }

  /** Of a materialization: its adapter, `default` when not given. */
  get adapter(): string | undefined {
    return this.node.adapter;
  }

  /** Of a materialization: the languages it supports, as far as they are written as strings. */
  get supportedLanguages(): readonly string[] | undefined {
    const fallback =
      this.kind === "materialization" ? this.node.parameters[0]?.fallback : undefined;
    if (fallback?.kind !== "list" && fallback?.kind !== "tuple") return undefined;
    return fallback.items.flatMap((item) =>
      item.kind === "constant" && typeof item.value === "string" ? [item.value] : [],
    );
  }

  get parameters(): readonly MacroParameter[] {
    return this.node.parameters.map(({ name, type, fallback }) => ({
      name,
      type,
      hasDefault: fallback !== undefined,
    }));
  }

  get file(): string {
    return this.origin.file;
  }

  /** The text of the whole file. */
  get source(): string {
    return this.origin.fileSource;
  }

  /** What calling it needs; throws TemplateError for what Jinja2 refuses to compile. */
  signature(): MacroNode {
    if (!this.#resolved) {
      resolveMacro(this.node, this.origin, knownNames);
      this.#resolved = true;
    }
    return this.node;
  }

  pyCall({ interpreter, args, kwargs, suspends }: Call): Value | Promise<Value> {
    return suspends
      ? interpreter.call(this, args, kwargs)
      : interpreter.callSync(this, args, kwargs);
  }

  pyGetAttr(name: string): Value | undefined {
    return name === "name" ? this.name : undefined;
  }

  pyRepr(): string {
    return `<Macro ${repr(this.name)}>`;
  }
}

const kinds: Readonly<Record<string, MacroKind>> = {
  macro: "macro",
  test: "test",
  data_test: "test",
  materialization: "materialization",
};

/**
 * The macros, materializations and tests at the top level of a file. Whatever stands between them is ignored.
 * @throws TemplateError when a block cannot be parsed
 */
export function parseMacros(source: string, file: string): MacroDefinition[] {
  return scanBlocks(source, file, Object.keys(kinds)).map((block) => {
    const origin: Origin = { file, fileSource: source, base: block.offset };
    const macros = parse(block.text, origin).body.filter((node) => node.kind === "macro");
    const [macro] = macros;
    const kind = macro && kinds[macro.tag];
    if (!macro || !kind || macros.length > 1) {
      throw syntaxError(origin, 0, `This block must hold exactly one macro, not ${macros.length}`);
    }
    return new MacroDefinition(macro, kind, origin, block);
  });
}
