/** Parses the arguments of a call. */

import type { CallArguments, Expression, Keyword } from "./expression-tree.ts";
import { advance, expect, fail, isAt, look, type TokenStream } from "./token-stream.ts";

export const noArguments: CallArguments = {
  args: [],
  kwargs: [],
  starArgs: undefined,
  starKwargs: undefined,
  calls: false,
};

interface Collected {
  readonly args: Expression[];
  readonly kwargs: Keyword[];
  starArgs: Expression | undefined;
  starKwargs: Expression | undefined;
  calls: boolean;
}

/** The arguments of a call, brackets included. */
export function parseArguments(stream: TokenStream): CallArguments {
  const { start } = expect(stream, "lparen");
  if (isAt(stream, "rparen")) {
    advance(stream);
    return noArguments;
  }
  const collected: Collected = {
    args: [],
    kwargs: [],
    starArgs: undefined,
    starKwargs: undefined,
    calls: false,
  };
  let needsComma = false;
  while (!isAt(stream, "rparen")) {
    if (needsComma) {
      expect(stream, "comma");
      if (isAt(stream, "rparen")) break;
    }
    parseArgument(stream, collected, start);
    needsComma = true;
  }
  expect(stream, "rparen");
  return collected;
}

function parseArgument(stream: TokenStream, collected: Collected, start: number): void {
  const { type } = stream.current;
  if (type === "mul") {
    ensure(stream, collected.starArgs === undefined && collected.starKwargs === undefined, start);
    advance(stream);
    collected.starArgs = argument(stream, collected);
  } else if (type === "pow") {
    ensure(stream, collected.starKwargs === undefined, start);
    advance(stream);
    collected.starKwargs = argument(stream, collected);
  } else if (type === "name" && look(stream).type === "assign") {
    ensure(stream, collected.starKwargs === undefined, start);
    const name = advance(stream).text;
    advance(stream);
    if (collected.kwargs.some((keyword) => keyword.name === name)) stream.needsScopes = true;
    collected.kwargs.push({ name, value: argument(stream, collected) });
  } else {
    const positional = collected.starArgs === undefined && collected.starKwargs === undefined;
    ensure(stream, positional && collected.kwargs.length === 0, start);
    collected.args.push(argument(stream, collected));
  }
}

function argument(stream: TokenStream, collected: Collected): Expression {
  const value = stream.grammar.expression(stream);
  if (value.calls) collected.calls = true;
  return value;
}

function ensure(stream: TokenStream, valid: boolean, start: number): void {
  if (!valid) fail(stream, "invalid syntax for function call expression", { at: start });
}
