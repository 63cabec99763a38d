/** Parses `set`, with a value or with a body. */
import { bodyCalls } from "./control.ts";
import { parseFilters } from "./postfix.ts";
import { emptyBlockScope } from "./scope-nodes.ts";
import type { ParseBody } from "./statements.ts";
import { parseTarget } from "./targets.ts";
import { advance, skipIf, type TokenStream } from "./token-stream.ts";
import type { Statement } from "./tree.ts";

/** A set statement; undefined when the tag is another. */
export function parseAssignmentStatement(
  stream: TokenStream,
  tag: string,
  parseBody: ParseBody,
): Statement | undefined {
  if (tag !== "set") return undefined;
  const offset = advance(stream).start;
  const target = parseTarget(stream, { withNamespace: true });
  if (skipIf(stream, "assign")) {
    const value = stream.grammar.tuple(stream);
    return { kind: "set", target, value, offset, calls: value.calls };
  }
  const filter = parseFilters(stream, undefined, false);
  const body = parseBody(stream, ["endset"]);
  advance(stream);
  const calls = (filter?.calls ?? false) || bodyCalls(body);
  return { kind: "set-block", target, filter, body, scope: emptyBlockScope(), offset, calls };
}
