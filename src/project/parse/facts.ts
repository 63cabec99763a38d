/** What one source file says, independent of every other file but the macros that ran: what the parse cache keeps. */
import type { DataObject } from "../../core/data.ts";
import type { FileHash, RefArgs } from "../../core/nodes.ts";
import type { StaticCall } from "../macros/macro-source.ts";

/** What dbt notes while it renders a template. */
export interface TemplateFacts {
  readonly refs: readonly RefArgs[];
  readonly sources: readonly (readonly string[])[];
  readonly metrics: readonly (readonly string[])[];
  readonly functions: readonly (readonly string[])[];
  /** Each `config()` call. */
  readonly calls: readonly DataObject[];
  /** The first call as it is written; null when the calls stand for themselves. */
  readonly unrenderedCalls: DataObject | null;
  /** Read without rendering, see `static-template.ts`. */
  readonly readStatically: boolean;
  /** Ids of the macros that the template itself called, in order. */
  readonly macros: readonly string[];
  /** What the result rests on; null when on the text alone. */
  readonly basis: Basis | null;
}

/** What a rendered template looked at beside its own text. */
export interface Basis {
  /** Ids of all macros that ran, however deep. */
  readonly ran: readonly string[];
  /** Name of a variable → its value as JSON; "" when it is not set. */
  readonly vars: Readonly<Record<string, string>>;
  /** Name of an environment variable → its value; null when it is not set. */
  readonly env: Readonly<Record<string, string | null>>;
  /** It looked at the target, the project's settings or its own node. */
  readonly settings: boolean;
  /** It looked at the flags of the command line. */
  readonly flags: boolean;
}

/** A file with one template, or a snapshot file with several. */
export interface TemplateFileFacts {
  readonly kind: "templates";
  readonly checksum: FileHash;
  readonly templates: readonly NamedTemplate[];
}

export interface NamedTemplate {
  /** Of a snapshot: the block's name. */
  readonly name: string | null;
  readonly text: string;
  /** Where the text begins in the file. */
  readonly offset: number;
  readonly facts: TemplateFacts;
}

export interface SeedFacts {
  readonly kind: "seed";
  readonly checksum: FileHash;
}

export interface MacroFileFacts {
  readonly kind: "macros";
  readonly macros: readonly MacroFacts[];
}

export interface MacroFacts {
  readonly name: string;
  readonly text: string;
  readonly offset: number;
  readonly parameters: readonly string[];
  readonly supportedLanguages: readonly string[] | null;
  readonly calls: readonly StaticCall[];
}

export interface DocsFacts {
  readonly kind: "docs";
  readonly blocks: readonly { readonly name: string; readonly contents: string }[];
}

export interface PropertiesFacts {
  readonly kind: "properties";
  /** The file's value; null when it is empty. */
  readonly value: DataObject | null;
  /** Of generic tests: what rendering their arguments and macro noted, by what they are made of. */
  readonly tests: Readonly<Record<string, TemplateFacts>>;
}

export interface FixtureFacts {
  readonly kind: "fixture";
  readonly text: string;
}

export type FileFacts =
  | TemplateFileFacts
  | SeedFacts
  | MacroFileFacts
  | DocsFacts
  | PropertiesFacts
  | FixtureFacts;

export const noFacts: TemplateFacts = {
  refs: [],
  sources: [],
  metrics: [],
  functions: [],
  calls: [],
  unrenderedCalls: null,
  readStatically: true,
  macros: [],
  basis: null,
};
