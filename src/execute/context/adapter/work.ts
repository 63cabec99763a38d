/** What the methods of `adapter` work with while a node runs. */
import type { Session } from "../../../adapters/adapter.ts";
import type { Call, Value } from "../../../jinja/index.ts";
import type { AdapterFacts } from "../../../project/context/adapter/facts.ts";
import type { RunState } from "../run-state.ts";
import type { StatementRunner } from "../statements.ts";

export interface AdapterWork {
  readonly run: RunState;
  readonly facts: AdapterFacts;
  readonly session: Session;
  readonly statements: StatementRunner;
}

export type DatabaseMethod = (work: AdapterWork, call: Call) => Value | Promise<Value>;

export type DatabaseMethods = Readonly<Record<string, DatabaseMethod>>;
