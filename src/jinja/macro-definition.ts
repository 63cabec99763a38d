/** The blocks of a macro file that can be called: macros, materializations and tests. */
import type { PyObject } from "./values/value.ts";

export type MacroKind = "macro" | "materialization" | "test";

export interface MacroParameter {
  readonly name: string;
  /** The type annotation as written, such as `list[str]`; undefined when there is none. */
  readonly type: string | undefined;
  readonly hasDefault: boolean;
}

/** A macro. Its free names are looked up in the globals of the interpreter that calls it. */
export interface MacroDefinition extends PyObject {
  readonly pyType: "Macro";
  /** dbt's name: `m`, `materialization_table_default`, `materialization_table_duckdb`, `test_unique`. */
  readonly name: string;
  /** The name in the tag: `m`, `table`, `unique`. */
  readonly blockName: string;
  readonly kind: MacroKind;
  readonly parameters: readonly MacroParameter[];
  /** Of a materialization: its adapter, `default` when not given. */
  readonly adapter: string | undefined;
  /** Of a materialization: the languages it supports. */
  readonly supportedLanguages: readonly string[] | undefined;
  readonly file: string;
  /** The text of the whole file. */
  readonly source: string;
  /** Where the block starts in the file. */
  readonly offset: number;
  /** The exact text of the block. */
  readonly text: string;
}

/**
 * The macros, materializations and tests at the top level of a file.
 * @throws TemplateError when the file cannot be parsed
 */
export function parseMacros(_source: string, _file: string): MacroDefinition[] {
  throw new Error("The Jinja parser is being written");
}
