/** What opening any database takes. */
import type { DataObject } from "../core/data.ts";
import type { Problem } from "../core/problem.ts";

export interface OpenOptions {
  /** The target's keys in the profile, checked. */
  readonly credentials: DataObject;
  /** Where relative paths start: the project's folder. */
  readonly baseDir: string;
  /** Refuse to write, where the database knows that. */
  readonly readOnly?: boolean;
  /** Told of what is unwise but works. `name`: as in the `warning` event. */
  readonly warn?: (name: string, problem: Problem) => void;
}
