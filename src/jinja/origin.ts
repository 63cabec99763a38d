/** Where a template's text came from, so that errors can point into the file. */
import { TemplateError, type TemplateFrame } from "./template-error.ts";

export interface Origin {
  readonly file: string;
  /** The text of the whole file. */
  readonly fileSource: string;
  /** Where the template's text starts inside the file. */
  readonly base: number;
}

/** The frame of a place in a template. */
export function frameAt(origin: Origin, label: string, offset: number): TemplateFrame {
  return { label, file: origin.file, offset: origin.base + offset, source: origin.fileSource };
}

/** The error of a template that cannot be parsed or compiled. */
export function syntaxError(
  origin: Origin,
  offset: number,
  message: string,
  details: { readonly pyType?: string; readonly hint?: string | undefined } = {},
): TemplateError {
  return new TemplateError({
    pyType: details.pyType ?? "TemplateSyntaxError",
    message,
    frames: [frameAt(origin, "template", offset)],
    hint: details.hint,
  });
}
