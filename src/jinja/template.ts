/** A parsed template, and the moment at which its names are resolved: when it first runs. */
import { filters, tests } from "./filters/filters.ts";
import type { Origin } from "./origin.ts";
import { parse } from "./syntax/parser.ts";
import { resolveTemplate } from "./syntax/scopes.ts";
import type { FunctionScope, Statement } from "./syntax/tree.ts";

/** The filters and tests that exist, for the scope pass. */
export const knownNames = { filters, tests };

export interface Template {
  readonly file: string;
  /** The text of the template itself. */
  readonly source: string;
  readonly origin: Origin;
  readonly body: readonly Statement[];
  /** What running it needs; throws TemplateError for what Jinja2 refuses to compile. */
  scope(): FunctionScope;
}

export interface ParseOptions {
  /** Where this text starts inside the file, so that errors point into the file. */
  readonly offset?: number;
  /** The text of the whole file, when `source` is a part of it. */
  readonly fileSource?: string;
  /** Finds the two others when an error needs them; they must not be given then. */
  readonly place?: () => { readonly offset: number; readonly fileSource: string };
}

const noVariables: FunctionScope = { loads: [], slots: [], size: 0 };

/**
 * Parses a template.
 * @throws TemplateError with pyType TemplateSyntaxError
 */
export function parseTemplate(source: string, file: string, options: ParseOptions = {}): Template {
  const { offset = 0, fileSource = source, place } = options;
  const origin: Origin = place ? new LaterOrigin(file, place) : { file, fileSource, base: offset };
  const { body, needsScopes } = parse(source, origin);
  let scope = needsScopes ? undefined : noVariables;
  return {
    file,
    source,
    origin,
    body,
    scope: () => (scope ??= resolveTemplate(body, origin, knownNames)),
  };
}

type Place = ReturnType<Exclude<ParseOptions["place"], undefined>>;

/** Its place is found when somebody asks. A class, since an object with getters of its own has a shape of its own. */
class LaterOrigin implements Origin {
  readonly file: string;
  readonly #find: () => Place;
  #found: Place | undefined;

  constructor(file: string, find: () => Place) {
    this.file = file;
    this.#find = find;
  }

  get fileSource(): string {
    return this.#place().fileSource;
  }

  get base(): number {
    return this.#place().offset;
  }

  #place(): Place {
    this.#found ??= this.#find();
    return this.#found;
  }
}
