/**
 * What the aliases of a document stand for, in one walk: the parser's own `resolve` looks through all of the document for
 * each of them.
 */
import type * as Yaml from "yaml";

type Library = typeof Yaml;

/** A node with an anchor that another one has before it. */
export function anchorTwice(
  yaml: Library,
  document: Yaml.Document.Parsed,
): (Yaml.Node & { readonly anchor: string }) | undefined {
  const seen = new Set<string>();
  let twice: Yaml.Node | undefined;
  yaml.visit(document, {
    Node: (_, node) => {
      if (yaml.isAlias(node) || node.anchor === undefined) return undefined;
      if (seen.has(node.anchor)) {
        twice = node;
        return yaml.visit.BREAK;
      }
      seen.add(node.anchor);
      return undefined;
    },
  });
  return twice as (Yaml.Node & { readonly anchor: string }) | undefined;
}

/** The last node before each alias that has its anchor. */
export function aliasTargets(
  yaml: Library,
  document: Yaml.Document.Parsed,
): ReadonlyMap<Yaml.Alias, Yaml.Node> {
  const anchored = new Map<string, Yaml.Node>();
  const targets = new Map<Yaml.Alias, Yaml.Node>();
  yaml.visit(document, {
    Node: (_, node) => {
      if (yaml.isAlias(node)) {
        const target = anchored.get(node.source);
        if (target) targets.set(node, target);
      } else if (node.anchor !== undefined) anchored.set(node.anchor, node);
    },
  });
  return targets;
}
