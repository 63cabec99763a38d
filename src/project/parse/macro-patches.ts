/** Applies the entries of `macros:` and `data_tests:`. */

import { closestName } from "../../core/closest.ts";
import type { Data, DataObject } from "../../core/data.ts";
import type { Docs } from "../../core/node-config.ts";
import {
  macroArgumentsDiffer,
  macroPatchMisses,
  patchedTwice,
} from "../../core/problems/patches.ts";
import type { NodeIndex } from "./node-index.ts";
import { configureByPatch, type Patching, patchPath, warnOfMiss } from "./patches.ts";
import { behavior, type Workspace } from "./workspace.ts";

const types =
  /^(?:str|string|bool|int|integer|float|any|relation|column|(?:list|optional)\[.+\]|dict\[.+,.+\])$/;

/** Gives a macro its description, documentation and arguments. */
export function patchMacro({ entry, value }: Patching, workspace: Workspace): void {
  const { file, name, path } = entry;
  const macro = workspace.macroNodes.get(`macro.${file.owner.name}.${name}`);
  if (macro === undefined) {
    const names = [...workspace.macroNodes.values()].map((other) => other.name);
    workspace.warnings.push({
      name: "MacroNotFoundForPatch",
      problem: macroPatchMisses(name, closestName(name, names), file.locate(path)),
    });
    return;
  }
  if (macro.patch_path !== null)
    throw patchedTwice(name, "macros", macro.patch_path, file.locate(path));
  const config = (value.config ?? {}) as DataObject;
  const meta = { ...(value.meta as DataObject), ...(config.meta as DataObject) };
  const docs = docsOf((config.docs ?? value.docs ?? {}) as DataObject);
  macro.patch_path = patchPath(entry);
  macro.description = (value.description ?? "") as string;
  macro.meta = meta;
  macro.docs = docs;
  macro.config = { meta, docs: docs as unknown as Data };
  const written = argumentsOf(value.arguments);
  if (behavior(workspace, "validate_macro_args")) {
    warnOfArguments({ entry, value, config }, written, macro.arguments, workspace);
    if (written.length > 0) macro.arguments = written;
  } else macro.arguments = written;
}

const docsOf = (docs: DataObject): Docs => ({
  show: (docs.show ?? true) as boolean,
  node_color: (docs.node_color ?? null) as string | null,
});

const argumentsOf = (value: Data | undefined): readonly DataObject[] =>
  ((value ?? []) as readonly DataObject[]).map((argument) => ({
    name: argument.name ?? null,
    type: argument.type ?? null,
    description: argument.description ?? "",
  }));

function warnOfArguments(
  { entry }: Patching,
  written: readonly DataObject[],
  own: readonly DataObject[],
  workspace: Workspace,
): void {
  if (written.length === 0) return;
  const warn = (what: string, index: number): void => {
    workspace.warnings.push({
      name: "InvalidMacroAnnotation",
      problem: macroArgumentsDiffer(
        entry.name,
        what,
        entry.file.locate([...entry.path, "arguments", index]),
      ),
    });
  };
  for (const [index, argument] of written.entries()) {
    const expected = own[index]?.name;
    if (expected !== undefined && expected !== argument.name)
      warn(
        `argument "${String(argument.name)}" is called "${String(expected)}" in the macro`,
        index,
      );
    const type = argument.type;
    if (typeof type === "string" && type.trim() !== "" && !types.test(type.replace(/[ \t]/g, "")))
      warn(`"${type}" is not a type`, index);
  }
  if (written.length !== own.length)
    warn(`the macro has ${own.length} arguments, not ${written.length}`, 0);
}

/** Gives a singular test its description and config. */
export function patchSingularTest(
  patching: Patching,
  index: NodeIndex,
  workspace: Workspace,
): void {
  const { entry, value, config } = patching;
  const draft = index.singularTest(entry.name, entry.file.owner.name);
  if (draft === undefined) {
    warnOfMiss(entry, entry.name, workspace);
    return;
  }
  configureByPatch(draft, patching, config, undefined, workspace);
  draft.node.patch_path = patchPath(entry);
  draft.node.description = (value.description ?? "") as string;
}
