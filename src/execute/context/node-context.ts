/** What a node's template and the macros that build it can see while the node runs. One per node and run. */
import type { ExecuteOptions, QueryResult, Session } from "../../adapters/adapter.ts";
import type { GraphNode } from "../../core/nodes.ts";
import type { Interpreter, Value } from "../../jinja/index.ts";
import type { StatementResult } from "./statement-results.ts";

export interface NodeContext {
  readonly node: GraphNode;
  readonly interpreter: Interpreter;
  readonly session: Session;
  /** What `statement` blocks stored, by name; null once `load_result` has taken it. */
  readonly results: Map<string, StatementResult | null>;
  /** Unique ids of the ephemeral models that `ref` met, in the order in which they were met. */
  readonly ephemerals: Set<string>;
  /** Renders a template in this context. `offset`: where the text begins in `file`. */
  render(template: string, file: string, offset?: number): Promise<string>;
  /**
   * Calls a macro as a template of this node would: a flat name, or `package.name`.
   * @throws Problem when there is no such macro
   */
  callMacro(
    name: string,
    args?: readonly Value[],
    kwargs?: ReadonlyMap<string, Value>,
  ): Promise<Value>;
  /** The value of a name, as a template would see it. */
  get(name: string): Value | undefined;
  /** Adds or replaces a name: `sql`, `compiled_code`, `results`, `_engine_materialize`… */
  set(name: string, value: Value): void;
  /** Runs SQL for this node: adds the query comment, emits the `sql` events, names the node in a problem. */
  execute(sql: string, options?: ExecuteOptions): Promise<QueryResult>;
}
