/**
 * What the aliases of a document stand for, in one walk: the parser's own `resolve` looks through all of the document for
 * each of them.
 */
import type * as Yaml from "yaml";

export interface Anchors {
  /** The last node before each alias that has its anchor. */
  readonly targets: ReadonlyMap<Yaml.Alias, Yaml.Node>;
  /** The first node whose anchor another one has before it. */
  readonly twice: Yaml.Node | undefined;
}

export function anchorsOf(yaml: typeof Yaml, document: Yaml.Document.Parsed): Anchors {
  const anchored = new Map<string, Yaml.Node>();
  const targets = new Map<Yaml.Alias, Yaml.Node>();
  let twice: Yaml.Node | undefined;
  yaml.visit(document, {
    Node: (_, node) => {
      if (yaml.isAlias(node)) {
        const target = anchored.get(node.source);
        if (target) targets.set(node, target);
      } else if (node.anchor !== undefined) {
        if (anchored.has(node.anchor)) twice ??= node;
        anchored.set(node.anchor, node);
      }
    },
  });
  return { targets, twice };
}
