/** Functions that users define: what a properties file says of their arguments, and overloads taken in from other files. */
import type { Data, DataObject } from "../../core/data.ts";
import type { FunctionArgument, FunctionOverload, FunctionReturns } from "../../core/nodes.ts";
import {
  argumentWithoutDefault,
  functionWithoutReturns,
  overloadIsItself,
  overloadNotFound,
} from "../../core/problems/functions.ts";
import type { Draft, DraftNode } from "./draft.ts";
import type { NodeIndex } from "./node-index.ts";
import { findPatched, type Patching, patchNode } from "./patches.ts";
import { placeOfDraft } from "./places.ts";
import type { Workspace } from "./workspace.ts";

/** Applies an entry of `functions:`. @throws Problem of an overload that there is not */
export function patchFunction(patching: Patching, index: NodeIndex, workspace: Workspace): void {
  for (const draft of findPatched(patching, index, workspace)) {
    patchNode(draft, patching, workspace);
    const { value } = patching;
    draft.node.returns = returnsOf(value.returns);
    draft.node.arguments = argumentsOf(value.arguments);
    draft.node.overloads = ((value.overloads ?? []) as readonly DataObject[]).map((overload, at) =>
      takeIn(draft, overload, patching, [at, workspace]),
    );
  }
}

/** What is wrong with functions once all properties files are read. */
export function checkFunctions(workspace: Workspace): void {
  for (const draft of workspace.nodes.values()) {
    const { node } = draft;
    if (node.resource_type !== "function") continue;
    const at = () => placeOfDraft(draft, workspace);
    if (node.returns === undefined)
      workspace.problems.push(functionWithoutReturns(node.name, at()));
    const late = argumentBehindDefault(node.arguments ?? []);
    if (late !== undefined) workspace.problems.push(argumentWithoutDefault(node.name, late, at()));
  }
}

function argumentBehindDefault(given: readonly FunctionArgument[]): string | undefined {
  const first = given.findIndex(({ default_value: value }) => value !== null);
  if (first < 0) return undefined;
  return given.slice(first).find(({ default_value: value }) => value === null)?.name;
}

const returnsOf = (value: Data | undefined): FunctionReturns => {
  const { data_type, description } = value as DataObject;
  return { data_type: String(data_type), description: (description ?? null) as string | null };
};

const argumentsOf = (value: Data | undefined): FunctionArgument[] =>
  ((value ?? []) as readonly DataObject[]).map(({ name, data_type, description, ...rest }) => ({
    name: String(name),
    data_type: String(data_type),
    description: (description ?? null) as string | null,
    default_value: rest.default_value ?? null,
  }));

/** An overload's file is no node of its own: it is built with the function, and what it reads, the function reads. */
function takeIn(
  { node }: Draft,
  overload: DataObject,
  { entry }: Patching,
  [position, { nodes }]: readonly [number, Workspace],
): FunctionOverload {
  const name = String(overload.defined_in);
  const at = entry.file.locate([...entry.path, "overloads", position]);
  if (name === node.name) throw overloadIsItself(name, at);
  const id = `function.${node.package_name}.${name}`;
  const found = nodes.get(id);
  if (found === undefined) throw overloadNotFound(node.name, name, at);
  nodes.delete(id);
  addReferences(node, found.node);
  return {
    defined_in: name,
    arguments: argumentsOf(overload.arguments),
    returns: overload.returns ? returnsOf(overload.returns) : null,
    description: (overload.description ?? null) as string | null,
    raw_body: found.node.raw_code,
    compiled_body: null,
  };
}

function addReferences(node: DraftNode, from: DraftNode): void {
  node.refs = withNew(node.refs, from.refs);
  node.sources = withNew(node.sources, from.sources);
  node.functions = withNew(node.functions, from.functions);
}

const withNew = <Item>(known: readonly Item[], more: readonly Item[]): Item[] => {
  const texts = new Set(known.map((item) => JSON.stringify(item)));
  return [...known, ...more.filter((item) => !texts.has(JSON.stringify(item)))];
};
