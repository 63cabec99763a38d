/** How a body ends: by itself, or by a jump that the loop around it takes. */
export type Completion = "done" | "break" | "continue";
