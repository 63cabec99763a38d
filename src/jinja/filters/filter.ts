/** How filters and tests are written: with the parameters that Jinja2 gives them. */
import type { Run } from "../evaluate/activation.ts";
import { PyError, typeError } from "../values/error.ts";
import type { Value } from "../values/value.ts";

/** What a filter is called with besides its input. */
export interface FilterCall {
  readonly args: readonly Value[];
  readonly kwargs: ReadonlyMap<string, Value>;
  readonly run: Run;
}

export type Filter = (input: Value, call: FilterCall) => Value;

type Bound = readonly (Value | undefined)[];

/**
 * A filter with named parameters.
 * @param name Python's name of the function, for messages
 * @param parameters after the input; a name that ends in `?` may be left out
 * @param hidden how many parameters Jinja2 passes by itself, which its messages count
 */
export function filter(
  name: string,
  parameters: readonly string[],
  run: (input: Value, args: Bound, context: Run) => Value,
  hidden = 0,
): Filter {
  const names = parameters.map((parameter) => parameter.replace(/\?$/, ""));
  const required = parameters.filter((parameter) => !parameter.endsWith("?")).length;
  return (input, call) => {
    const { args, kwargs } = call;
    if (kwargs.size === 0 && args.length >= required && args.length <= names.length) {
      return run(input, args, call.run);
    }
    return run(input, bind(name, names, required, call, hidden + 1), call.run);
  };
}

function bind(
  name: string,
  names: readonly string[],
  required: number,
  { args, kwargs }: FilterCall,
  before: number,
): Bound {
  if (args.length > names.length) throw tooMany(name, names.length, required, args.length, before);
  const bound: (Value | undefined)[] = [...args];
  for (const [key, value] of kwargs) {
    const index = names.indexOf(key);
    if (index < 0) throw typeError(`${name}() got an unexpected keyword argument '${key}'`);
    if (index < args.length) throw typeError(`${name}() got multiple values for argument '${key}'`);
    bound[index] = value;
  }
  const missing = names.slice(0, required).filter((_, index) => bound[index] === undefined);
  if (missing.length > 0) throw missingArguments(name, missing);
  return bound;
}

function tooMany(
  name: string,
  most: number,
  required: number,
  given: number,
  before: number,
): Error {
  const least = required + before;
  const takes = required === most ? `${most + before}` : `from ${least} to ${most + before}`;
  const noun = required === most && most + before === 1 ? "argument" : "arguments";
  return typeError(`${name}() takes ${takes} positional ${noun} but ${given + before} were given`);
}

function missingArguments(name: string, missing: readonly string[]): Error {
  const quoted = missing.map((parameter) => `'${parameter}'`).join(" and ");
  const noun = missing.length === 1 ? "argument" : "arguments";
  return typeError(`${name}() missing ${missing.length} required positional ${noun}: ${quoted}`);
}

/** A filter that is one of Python's builtin functions of one argument. */
export function builtin(name: string, run: (input: Value) => Value): Filter {
  return (input, { args, kwargs }) => {
    if (kwargs.size > 0) throw typeError(`${name}() takes no keyword arguments`);
    if (args.length > 0) {
      throw typeError(`${name}() takes exactly one argument (${args.length + 1} given)`);
    }
    return run(input);
  };
}

/** What Jinja2 raises when a filter does not like an argument. */
export const filterArgumentError = (message: string): PyError =>
  new PyError("FilterArgumentError", message);
