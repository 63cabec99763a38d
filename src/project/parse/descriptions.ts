/** Renders descriptions: `{{ doc('…') }}` and whatever else a properties file may hold. */

import { closestName } from "../../core/closest.ts";
import type { Column, Source } from "../../core/nodes.ts";
import type { Place } from "../../core/place.ts";
import { docNotFound } from "../../core/problems/resources.ts";
import {
  Interpreter,
  nativeFunction,
  parseTemplate,
  type Scope,
  type Value,
} from "../../jinja/index.ts";
import type { Mutable } from "./draft.ts";
import { hasJinja } from "./render-entry.ts";
import type { Asker, Resolver } from "./resolve.ts";
import { staticDocs } from "./static-docs.ts";
import { attempt, type Workspace } from "./workspace.ts";

export interface Described extends Asker {
  readonly name: string;
  readonly unique_id: string;
}

export interface DescriptionRenderer {
  /** The description, rendered; as it is when it cannot be, which is then noted. */
  render(text: string, owner: Described, file: string): string;
  /** Ids of the docs blocks that a description names. */
  blocks(text: string, owner: Described): readonly string[];
}

/** `{{ doc('name') }}` and nothing else. */
const onlyDoc = /^\{\{-?\s*doc\(\s*(['"])([^'"\\]+)\1\s*\)\s*-?\}\}$/;

export function createDescriptions(workspace: Workspace, resolver: Resolver): DescriptionRenderer {
  const blocks = (text: string, owner: Described): readonly string[] =>
    hasJinja(text)
      ? staticDocs(text).flatMap(([name, packageName]) => {
          const doc = resolver.doc(name, packageName, owner);
          return doc === undefined ? [] : [doc.unique_id];
        })
      : [];
  const contents = (name: string, packageName: string | null, owner: Described, file: string) => {
    const doc = resolver.doc(name, packageName, owner);
    if (doc !== undefined) return doc.block_contents;
    const names = [...workspace.docs.values()].map((other) => other.name);
    const at: Place = { file, line: 1, column: 1 };
    throw docNotFound(owner.unique_id, name, closestName(name, names), at);
  };
  const scopeFor = (owner: Described, file: string): Scope => {
    const base = workspace.recorder.yamlInterpreter(workspace.root.name).options.globals;
    const doc = nativeFunction("doc", ({ args }) => {
      const [first, second] = args.map(String);
      if (first === undefined)
        throw docNotFound(owner.unique_id, "", undefined, { file, line: 1, column: 1 });
      return second === undefined
        ? contents(first, null, owner, file)
        : contents(second, first, owner, file);
    });
    return { get: (name): Value | undefined => (name === "doc" ? doc : base.get(name)) };
  };
  const render = (text: string, owner: Described, file: string): string => {
    if (!hasJinja(text)) return text;
    const rendered = attempt(workspace, () => {
      const name = onlyDoc.exec(text)?.[2];
      if (name !== undefined) return contents(name, null, owner, file);
      const interpreter = new Interpreter({ globals: scopeFor(owner, file) });
      return interpreter.renderSync(parseTemplate(text, file));
    });
    return rendered ?? text;
  };
  return { render, blocks };
}

/** Renders the descriptions of everything in the workspace. */
export function describeAll(workspace: Workspace, renderer: DescriptionRenderer): void {
  for (const { node } of workspace.nodes.values())
    describe(node, node.original_file_path, renderer);
  for (const { node, file } of workspace.sources.values()) {
    describe(node, file.shown, renderer);
    node.source_description = renderer.render(node.source_description, node, file.shown);
  }
  for (const macro of workspace.macroNodes.values()) {
    const file = macro.original_file_path;
    if (hasJinja(macro.description))
      macro.description = renderer.render(macro.description, macro, file);
    if (macro.arguments.some((argument) => hasJinja(String(argument.description ?? ""))))
      macro.arguments = macro.arguments.map((argument) => ({
        ...argument,
        description: renderer.render(String(argument.description ?? ""), macro, file),
      }));
  }
  for (const { node, file } of workspace.exposures.values())
    node.description = renderer.render(node.description, node, file.shown);
}

type Documented = Described &
  Pick<Mutable<Source>, "description" | "doc_blocks"> & {
    columns: Readonly<Record<string, Column>>;
  };

function describe(node: Documented, file: string, renderer: DescriptionRenderer): void {
  if (hasJinja(node.description)) {
    node.doc_blocks = renderer.blocks(node.description, node);
    node.description = renderer.render(node.description, node, file);
  }
  let described: Record<string, Column> | undefined;
  for (const key of Object.keys(node.columns)) {
    const column = node.columns[key] as Column;
    if (!hasJinja(column.description)) continue;
    described ??= { ...node.columns };
    described[key] = {
      ...column,
      description: renderer.render(column.description, node, file),
      doc_blocks: renderer.blocks(column.description, node),
    };
  }
  if (described !== undefined) node.columns = described;
}
