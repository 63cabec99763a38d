/** A macro or caller as a value: its syntax, and the activation that its free names live in. */
import type { MakeUndefined } from "../methods/access.ts";
import type { Origin } from "../origin.ts";
import type { MacroSignature } from "../syntax/tree.ts";
import { Dict } from "../values/dict.ts";
import { typeError } from "../values/error.ts";
import { repr } from "../values/text.ts";
import { Tuple } from "../values/tuple.ts";
import type { Call, PyObject, Value } from "../values/value.ts";
import type { Activation } from "./activation.ts";

export class MacroFunction implements PyObject {
  readonly pyType = "Macro";
  readonly pyModule = "jinja2.runtime";
  /** Null for the body of a call block. */
  readonly name: string | null;
  readonly signature: MacroSignature;
  readonly origin: Origin;
  readonly outer: Activation;

  constructor(name: string | null, signature: MacroSignature, outer: Activation) {
    this.name = name;
    this.signature = signature;
    this.origin = outer.origin;
    this.outer = outer;
  }

  pyCall(call: Call): Value | Promise<Value> {
    const { interpreter, args, kwargs, suspends } = call;
    return suspends
      ? interpreter.call(this, args, kwargs)
      : interpreter.callSync(this, args, kwargs);
  }

  pyGetAttr(name: string): Value | undefined {
    const { parameters, callerSlot, kwargsSlot, varargsSlot } = this.signature;
    switch (name) {
      case "name":
        return this.name;
      case "arguments":
        return new Tuple(parameters.map((parameter) => parameter.name));
      case "catch_kwargs":
        return kwargsSlot >= 0;
      case "catch_varargs":
        return varargsSlot >= 0;
      case "caller":
        return callerSlot >= 0;
      default:
        return undefined;
    }
  }

  pyRepr(): string {
    return this.name === null ? "<Macro anonymous>" : `<Macro ${repr(this.name)}>`;
  }
}

/**
 * Puts the arguments of a call into a macro's variables; parameters that were not given stay unassigned.
 * @throws PyError TypeError when the arguments do not fit
 */
export function bindMacro(
  name: string | null,
  signature: MacroSignature,
  slots: (Value | undefined)[],
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
  missing: MakeUndefined,
): void {
  const { parameters } = signature;
  const given = Math.min(args.length, parameters.length);
  for (let index = 0; index < given; index++) {
    slots[parameters[index]?.slot as number] = args[index] as Value;
  }
  if (kwargs.size > 0 || signature.kwargsSlot >= 0 || signature.callerSlot >= 0) {
    const rest = new Map(kwargs);
    bindKeywords(signature, slots, given, rest, missing);
    if (signature.kwargsSlot < 0) refuseRest(name, rest);
  }
  if (signature.varargsSlot >= 0) {
    slots[signature.varargsSlot] = new Tuple(args.slice(parameters.length));
  } else if (args.length > parameters.length) {
    throw typeError(`macro ${repr(name)} takes not more than ${parameters.length} argument(s)`);
  }
}

function bindKeywords(
  signature: MacroSignature,
  slots: (Value | undefined)[],
  given: number,
  rest: Map<string, Value>,
  missing: MakeUndefined,
): void {
  for (const parameter of signature.parameters.slice(given)) {
    slots[parameter.slot] = rest.get(parameter.name);
    rest.delete(parameter.name);
  }
  if (signature.callerSlot >= 0) {
    const caller = rest.get("caller") ?? missing({ name: "caller", message: "No caller defined" });
    slots[signature.callerSlot] = caller;
    rest.delete("caller");
  }
  if (signature.kwargsSlot >= 0) slots[signature.kwargsSlot] = Dict.of(rest);
}

function refuseRest(name: string | null, rest: ReadonlyMap<string, Value>): void {
  const [first] = rest.keys();
  if (first === undefined) return;
  throw typeError(
    rest.has("caller")
      ? `macro ${repr(name)} was invoked with two values for the special caller argument. This is most likely a bug.`
      : `macro ${repr(name)} takes no keyword argument ${repr(first)}`,
  );
}
