/** The error that leaves the interpreter: what went wrong, where, and through which macros. */

/** One step of the macro stack. The line and column are for the printer to work out. */
export interface TemplateFrame {
  /** Such as `macro orders_total`, or `template`. */
  readonly label: string;
  readonly file: string;
  readonly offset: number;
  /** The text that `offset` counts into: the whole file. */
  readonly source: string;
}

export interface TemplateErrorDetails {
  readonly pyType: string;
  readonly message: string;
  /** Innermost first; never empty. */
  readonly frames: readonly TemplateFrame[];
  readonly hint?: string | undefined;
  /** What was thrown: a PyError, or whatever a native function threw. */
  readonly cause?: unknown;
}

/** A template that cannot be parsed or rendered. `cause` is the error of the native function, if one threw. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
  /** The Python exception, such as `TemplateSyntaxError`, `UndefinedError`, `TypeError`. */
  readonly pyType: string;
  readonly hint: string | undefined;
  /** Innermost first. */
  readonly frames: readonly TemplateFrame[];

  constructor(details: TemplateErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.pyType = details.pyType;
    this.hint = details.hint;
    this.frames = details.frames;
  }

  /** The same error, seen from one step further out. */
  within(frame: TemplateFrame): TemplateError {
    const { pyType, message, hint, cause } = this;
    const outer = new TemplateError({
      pyType,
      message,
      hint,
      cause,
      frames: [...this.frames, frame],
    });
    if (this.stack !== undefined) outer.stack = this.stack;
    return outer;
  }

  get file(): string {
    return this.frames[0]?.file ?? "";
  }

  get offset(): number {
    return this.frames[0]?.offset ?? 0;
  }

  get source(): string {
    return this.frames[0]?.source ?? "";
  }
}
