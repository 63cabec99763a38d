/** Everything a command can say while it works. Reporters turn it into text and JSON; nothing below `cli` prints. */
import type { DataObject } from "./data.ts";
import type { GraphNode } from "./nodes.ts";
import type { Outcome } from "./outcomes.ts";
import type { Problem } from "./problem.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";

export type Event =
  /** The command begins. `version` is tsdbt's. */
  | { readonly type: "command-started"; readonly command: string; readonly version: string }
  | { readonly type: "adapter-registered"; readonly adapter: string; readonly version: string }
  /** The manifest is ready. `counts`: resource type → how many, in dbt's order. */
  | {
      readonly type: "project-parsed";
      readonly counts: Readonly<Record<string, number>>;
      readonly cached: number;
    }
  | { readonly type: "nothing-selected" }
  | {
      readonly type: "concurrency";
      readonly threads: number;
      readonly target: string;
      /** How many are to run. */
      readonly nodes: number;
    }
  | {
      readonly type: "node-started";
      readonly node: GraphNode;
      readonly index: number;
      readonly total: number;
      readonly thread: string;
      readonly at: number;
    }
  | { readonly type: "node-compiled"; readonly node: GraphNode; readonly at: number }
  | { readonly type: "node-executing"; readonly node: GraphNode; readonly at: number }
  | {
      readonly type: "node-finished";
      readonly node: GraphNode;
      readonly index: number;
      readonly total: number;
      readonly outcome: Outcome;
      readonly at: number;
    }
  /** A batch of a microbatch model. `batch`: its beginning, such as `2026-01-31`. */
  | {
      readonly type: "batch-started";
      readonly node: GraphNode;
      readonly batch: string;
      readonly index: number;
      readonly total: number;
      readonly thread: string;
      readonly at: number;
    }
  | {
      readonly type: "batch-finished";
      readonly node: GraphNode;
      readonly batch: string;
      readonly index: number;
      readonly total: number;
      readonly thread: string;
      readonly at: number;
      readonly status: "success" | "error" | "skipped";
      readonly seconds: number;
    }
  /** on-run-start and on-run-end statements. */
  | {
      readonly type: "hook-started";
      readonly hook: "on-run-start" | "on-run-end";
      readonly node: GraphNode;
      readonly index: number;
      readonly total: number;
    }
  | {
      readonly type: "hook-finished";
      readonly hook: "on-run-start" | "on-run-end";
      readonly node: GraphNode;
      readonly index: number;
      readonly total: number;
      readonly outcome: Outcome;
    }
  | {
      readonly type: "sql";
      readonly nodeId: string | undefined;
      readonly connection: string;
      readonly sql: string;
    }
  | {
      readonly type: "sql-finished";
      readonly nodeId: string | undefined;
      readonly connection: string;
      readonly seconds: number;
      readonly status: string;
    }
  /** `log()` in a template: on the terminal when `info`. */
  | {
      readonly type: "template-log";
      readonly message: string;
      readonly info: boolean;
      readonly nodeId: string | undefined;
    }
  /** `print()` in a template: always shown unless `--no-print`. */
  | {
      readonly type: "template-print";
      readonly message: string;
      readonly nodeId: string | undefined;
    }
  /**
   * What the command was asked for, such as a line of `ls` or the rows of `show`: given even with --quiet. `name`:
   * dbt's event of it, `PrintEvent` for lines; `data`: that event's fields.
   */
  | {
      readonly type: "output";
      readonly name: "PrintEvent" | "ShowNode" | "CompiledNode";
      readonly text: string;
      readonly data?: DataObject;
    }
  /** A line of information; `name`: dbt's event name, such as `DebugCmdOut`. */
  | {
      readonly type: "note";
      readonly name: string;
      readonly message: string;
      readonly data?: DataObject;
    }
  /** `name`: dbt's event name where it has one, such as `NoNodesForSelectionCriteria`; used by `--warn-error-options`. */
  | { readonly type: "warning"; readonly name: string; readonly problem: Problem }
  | { readonly type: "problem"; readonly problem: Problem }
  | {
      readonly type: "debug";
      readonly name: string;
      readonly message: string;
      readonly data?: DataObject;
    }
  | { readonly type: "artifact-written"; readonly artifact: string; readonly path: string }
  | { readonly type: "cancelling"; readonly nodeIds: readonly string[] }
  /** All nodes are through. `seconds` is the whole run's wall time. */
  | {
      readonly type: "run-finished";
      readonly outcomes: readonly Outcome[];
      readonly nodes: readonly GraphNode[];
      readonly seconds: number;
      /** The user stopped it. */
      readonly interrupted?: boolean;
    }
  | {
      readonly type: "command-finished";
      readonly command: string;
      readonly success: boolean;
      readonly seconds: number;
    };

export type Emit = (event: Event) => void;
