/**
 * How a body ends: by itself, by a jump that the loop around it takes, or by a return, whose value is in the activation.
 * A return within an expression is a `ReturnSignal` instead, which costs ten times as much.
 */
export type Completion = "done" | "break" | "continue" | "return";

/** How a loop ends: after passes that came to their end, without any, or by a return from within. */
export type LoopCompletion = "ran" | "skipped" | "return";
