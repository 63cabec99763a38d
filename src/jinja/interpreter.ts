/** Renders templates and calls macros, with the names of one node's context. */
import { type Activation, type Run, traced } from "./evaluate/activation.ts";
import { nativeValue } from "./evaluate/native.ts";
import { invoke as invokeSuspending } from "./evaluate/suspending/calls.ts";
import {
  runTemplate as runSuspending,
  macroRunner as suspendingRunner,
} from "./evaluate/suspending/macros.ts";
import { drive } from "./evaluate/suspending/suspension.ts";
import { invoke as invokeSync } from "./evaluate/sync/calls.ts";
import { runTemplate as runSync, macroRunner as syncRunner } from "./evaluate/sync/macros.ts";
import { builtinGlobals } from "./filters/globals.ts";
import type { MacroDefinition } from "./macro-definition.ts";
import { getAttribute, getItem, type MakeUndefined } from "./methods/access.ts";
import type { FieldAccess } from "./methods/string-format.ts";
import type { Template } from "./template.ts";
import { PermissiveUndefined, Undefined, type UndefinedDetails } from "./values/undefined.ts";
import type { Value } from "./values/value.ts";

/** Where free names are looked up. */
export interface Scope {
  get(name: string): Value | undefined;
  /** Every name there is, for "did you mean". */
  names?(): Iterable<string>;
}

export interface InterpreterOptions {
  readonly globals: Scope;
  /** What a missing name gives; `permissive` is dbt's at parse time. Default: `default`, Jinja2's own. */
  readonly undefinedIs?: "default" | "permissive";
  /** Called before a macro runs; `depth` is 0 for a macro that no other macro called. */
  readonly onMacroCall?: (macro: MacroDefinition, depth: number) => void;
}

const noKeywords: ReadonlyMap<string, Value> = new Map();

/** One thread of rendering: do not start a second call while one is suspended. */
export class Interpreter {
  readonly options: InterpreterOptions;
  readonly #missing: MakeUndefined;
  #syncRun: Run | undefined;
  #suspendingRun: Run | undefined;
  readonly #stack: MacroDefinition[] = [];

  constructor(options: InterpreterOptions) {
    this.options = options;
    this.#missing = missingOf(options);
  }

  /** Looks up attributes and items as templates do. */
  get access(): FieldAccess {
    const missing = this.#missing;
    return {
      attribute: (value, name) => getAttribute(value, name, missing),
      item: (value, key) => getItem(value, key, missing),
    };
  }

  /** The macros that are running, outermost first. */
  get macroStack(): readonly MacroDefinition[] {
    return this.#stack;
  }

  // Most interpreters only ever use one of the two forms.
  get #sync(): Run {
    this.#syncRun ??= this.#newRun(this.#missing, false);
    return this.#syncRun;
  }

  get #suspending(): Run {
    this.#suspendingRun ??= this.#newRun(this.#missing, true);
    return this.#suspendingRun;
  }

  #newRun(missing: (details: UndefinedDetails) => Value, suspends: boolean): Run {
    const { globals } = this.options;
    const candidates = () => globals.names?.() ?? [];
    return {
      interpreter: this,
      suspends,
      lookUp(name) {
        const value = globals.get(name);
        return value === undefined ? builtinGlobals.get(name) : value;
      },
      missingName: (name) => missing({ name, candidates }),
      missing,
      runner: suspends ? suspendingRunner : syncRunner,
      autoescape: false,
      native: false,
      depth: 0,
    };
  }

  /** @throws TemplateError; its `cause` is what a native function threw */
  renderSync(template: Template): string {
    return runSync(runnable(template), this.#sync, undefined).out;
  }

  /** @throws TemplateError; its `cause` is what a native function threw */
  async render(template: Template): Promise<string> {
    const frame = await drive(runSuspending(runnable(template), this.#suspending, undefined));
    return frame.out;
  }

  /**
   * Renders as dbt renders YAML: a template that is one expression gives its value, not its text.
   * @throws TemplateError
   */
  renderNativeSync(template: Template): Value {
    const chunks: Value[] = [];
    const frame = this.#runNative(template, chunks);
    try {
      return nativeValue(chunks);
    } catch (error) {
      throw traced(error, frame);
    }
  }

  #runNative(template: Template, chunks: Value[]): Activation {
    const run = this.#sync;
    const before = run.native;
    run.native = true;
    try {
      return runSync(runnable(template), run, chunks);
    } finally {
      run.native = before;
    }
  }

  /**
   * Calls anything callable.
   * @throws TemplateError from macros, PyError and whatever else from native functions
   */
  callSync(
    callee: Value,
    args: readonly Value[],
    kwargs: ReadonlyMap<string, Value> = noKeywords,
  ): Value {
    return invokeSync(callee, args, kwargs, this.#sync);
  }

  /**
   * Calls anything callable; natives that return promises are awaited.
   * @throws TemplateError from macros, PyError and whatever else from native functions
   */
  async call(
    callee: Value,
    args: readonly Value[],
    kwargs: ReadonlyMap<string, Value> = noKeywords,
  ): Promise<Value> {
    return drive(invokeSuspending(callee, args, kwargs, this.#suspending));
  }

  /** For the evaluator: a macro starts. */
  enterMacro(macro: MacroDefinition): void {
    this.options.onMacroCall?.(macro, this.#stack.length);
    this.#stack.push(macro);
  }

  /** For the evaluator: the innermost macro has ended. */
  leaveMacro(): void {
    this.#stack.pop();
  }
}

function runnable(template: Template) {
  return { body: template.body, scope: template.scope(), origin: template.origin };
}

function missingOf({ undefinedIs }: InterpreterOptions): (details: UndefinedDetails) => Value {
  return undefinedIs === "permissive"
    ? (details) => new PermissiveUndefined(details)
    : (details) => new Undefined(details);
}
