/** Parses the statements that need other templates: extends, include, import, from. They fail when they run. */

import type { NameNode } from "./expression-tree.ts";
import { parseNameTarget } from "./targets.ts";
import {
  advance,
  expect,
  expectName,
  fail,
  isAt,
  isName,
  look,
  skipIfName,
  type TokenStream,
} from "./token-stream.ts";
import type { LoaderNode, Statement } from "./tree.ts";

/** The statement of this tag; undefined when the tag is another. */
export function parseLoaderStatement(stream: TokenStream, tag: string): Statement | undefined {
  switch (tag) {
    case "extends":
      return loader(stream, () => []);
    case "include":
      return loader(stream, () => {
        if (isName(stream.current, "ignore") && isName(look(stream), "missing")) {
          advance(stream);
          advance(stream);
        }
        skipContext(stream);
        return [];
      });
    case "import":
      return loader(stream, () => {
        expectName(stream, "as");
        const target = parseNameTarget(stream);
        skipContext(stream);
        return [target];
      });
    case "from":
      return loader(stream, () => importedNames(stream));
    default:
      return undefined;
  }
}

function loader(stream: TokenStream, parseRest: () => readonly NameNode[]): LoaderNode {
  const offset = advance(stream).start;
  const template = stream.grammar.expression(stream);
  return { kind: "loader", template, targets: parseRest(), offset, calls: template.calls };
}

function skipContext(stream: TokenStream): boolean {
  const { current } = stream;
  if (!isName(current, "with") && !isName(current, "without")) return false;
  if (!isName(look(stream), "context")) return false;
  advance(stream);
  advance(stream);
  return true;
}

function importedNames(stream: TokenStream): NameNode[] {
  expectName(stream, "import");
  const names: NameNode[] = [];
  for (;;) {
    if (names.length > 0) expect(stream, "comma");
    if (!isAt(stream, "name")) expect(stream, "name");
    if (skipContext(stream)) break;
    const target = parseNameTarget(stream);
    if (target.name.startsWith("_")) {
      fail(stream, "names starting with an underline can not be imported", {
        at: target.offset,
        pyType: "TemplateAssertionError",
      });
    }
    names.push(skipIfName(stream, "as") ? parseNameTarget(stream) : target);
    if (skipContext(stream) || !isAt(stream, "comma")) break;
  }
  return names;
}
