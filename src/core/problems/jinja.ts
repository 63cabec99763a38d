/** What can be wrong with a template: how an error of the Jinja engine becomes a problem with its place and macro stack. */
import { builtinPrefix, type Frame, type Place, placeOf } from "../place.ts";
import { Problem, problemWith } from "../problem.ts";

/** One step of the macro stack, as the engine gives it. */
export interface TemplateErrorFrame {
  readonly label: string;
  readonly file: string;
  readonly offset: number;
  /** The text that `offset` counts into. */
  readonly source: string;
}

/** What an error of the Jinja engine says. */
export interface TemplateErrorLike {
  /** The Python exception, such as `UndefinedError`. */
  readonly pyType: string;
  readonly message: string;
  readonly hint?: string | undefined;
  /** Innermost first. */
  readonly frames: readonly TemplateErrorFrame[];
  readonly cause?: unknown;
}

const placeOfFrame = ({ file, source, offset }: TemplateErrorFrame): Place =>
  placeOf(file, source, offset);

const frameOf = (frame: TemplateErrorFrame): Frame => ({
  label: frame.label,
  at: placeOfFrame(frame),
});

/**
 * The place is the innermost one in the user's own files: what calls into the built-in macros, and not the macros. An
 * error of theirs that no file of the user's leads to keeps the whole way through them.
 */
const details = ({ frames, hint, cause }: TemplateErrorLike) => {
  const [innermost, ...outer] = frames.filter(({ file }) => !file.startsWith(builtinPrefix));
  return {
    hint,
    at: innermost && placeOfFrame(innermost),
    source: innermost?.source,
    frames: (innermost === undefined ? frames : outer).map(frameOf),
    cause,
  };
};

/**
 * A template is not Jinja.
 *
 * @example
 * select * from {{ ref('orders') }
 */
export const templateSyntax = (error: TemplateErrorLike) =>
  new Problem("TEMPLATE_SYNTAX", sentence(error.message), details(error));

/**
 * A name, attribute or macro that a template uses does not exist.
 *
 * @example
 * select {{ cents_to_dollar('amount') }} from {{ ref('orders') }}
 */
export const templateUndefined = (error: TemplateErrorLike) =>
  new Problem("TEMPLATE_UNDEFINED", sentence(error.message), {
    ...details(error),
    hint:
      error.hint ??
      (/^'\w+' is undefined/.test(error.message)
        ? "No variable or macro has that name. Check its spelling, or that the package it comes from is installed."
        : undefined),
  });

/**
 * A macro calls itself without end, or templates are nested too deeply.
 *
 * @example
 * {% macro forever() %}{{ forever() }}{% endmacro %}
 */
export const templateRecursion = (error: TemplateErrorLike) =>
  new Problem("TEMPLATE_RECURSION", "A macro calls itself without end.", {
    ...details(error),
    hint: "Give the macro a condition under which it stops.",
  });

/**
 * Something in a template fails while it is rendered, as the same would in Python.
 *
 * @example
 * {{ 1 / 0 }}
 */
export const templateFailed = (error: TemplateErrorLike) =>
  new Problem("TEMPLATE_FAILED", `${error.pyType}: ${sentence(error.message)}`, details(error));

/** A problem that a function of ours threw inside a template, with the place and stack of the call. */
const withFrames = (problem: Problem, error: TemplateErrorLike): Problem => {
  const known = details(error);
  const called = known.at === undefined ? [] : known.frames;
  return problemWith(problem, {
    ...(problem.at === undefined && { at: known.at, source: known.source }),
    frames: problem.frames.length > 0 ? problem.frames : called,
    cause: problem,
  });
};

/** The problem that an error of the Jinja engine is. */
export function templateProblem(error: TemplateErrorLike): Problem {
  if (error.cause instanceof Problem) return withFrames(error.cause, error);
  switch (error.pyType) {
    case "TemplateSyntaxError":
    case "TemplateAssertionError":
      return templateSyntax(error);
    case "UndefinedError":
      return templateUndefined(error);
    case "RecursionError":
      return templateRecursion(error);
    default:
      return templateFailed(error);
  }
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
