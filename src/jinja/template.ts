/** A parsed template. */
export interface Template {
  readonly file: string;
  /** The text of the template itself. */
  readonly source: string;
  /** Where the template starts in the file. */
  readonly offset: number;
}

export interface ParseOptions {
  /** Where this text starts inside the file, so that errors point into the file. */
  readonly offset?: number;
  /** The text of the whole file, when `source` is a part of it. */
  readonly fileSource?: string;
}

/**
 * Parses a template.
 * @throws TemplateError with pyType TemplateSyntaxError
 */
export function parseTemplate(source: string, file: string, options: ParseOptions = {}): Template {
  return { file, source, offset: options.offset ?? 0 };
}
