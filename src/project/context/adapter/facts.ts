/** What the `adapter` object knows without a database, so that it can answer while the project is parsed as well. */
import type { Dialect } from "../../../adapters/dialect.ts";
import type { DataObject } from "../../../core/data.ts";
import type { Problem } from "../../../core/problem.ts";
import type { Call, Value } from "../../../jinja/index.ts";
import type { MacroSet } from "../../macros/macro-set.ts";
import type { Policy } from "../relation-text.ts";

export interface AdapterFacts {
  readonly dialect: Dialect;
  /** The project's `quoting`. */
  readonly quoting: Partial<Policy>;
  /** The target's keys in the profile. */
  readonly credentials: DataObject;
  readonly macros: MacroSet;
  /** The package of the node that is rendered. */
  readonly packageName: string;
  /** Behaviour flags by name. */
  readonly behavior: Readonly<Record<string, boolean>>;
  /** Tells of something unwise; the same text only once per run. */
  readonly warn: (name: string, problem: Problem) => void;
}

/** A method of `adapter` that needs no database. */
export type PureMethod = (facts: AdapterFacts, call: Call) => Value;

export type PureMethods = Readonly<Record<string, PureMethod>>;
