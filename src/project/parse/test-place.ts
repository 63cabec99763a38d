/** Finds where a test is written in its properties file, when somebody asks: the manifest does not say. */
import type { Data, DataObject } from "../../core/data.ts";
import type { GenericTest, UnitTest } from "../../core/nodes.ts";
import type { Place } from "../../core/place.ts";
import { isDataObject } from "../settings/data-object.ts";
import { openTree } from "../settings/yaml/tree.ts";

type Path = readonly (string | number)[];

interface Written {
  readonly path: Path;
  /** Without the package in front. */
  readonly name: string;
  readonly body: DataObject;
  /** The resources and the column around it, from the outside in. */
  readonly owners: readonly string[];
  readonly column: string | undefined;
}

/** @returns the offset into the file's text, or undefined when no test there looks like the node */
export function offsetOfTest(test: GenericTest, text: string, file: string): number | undefined {
  const { test_metadata: metadata, column_name: column } = test;
  if (metadata === undefined || metadata === null) return undefined;
  const tree = openTree(text, file);
  const owner = ownerOf(test);
  const candidates = [...testsIn(tree.value(), { path: [], owners: [], column: undefined })].filter(
    (written) =>
      written.name === metadata.name &&
      (owner === undefined || written.owners.join(".") === owner) &&
      sameColumn(written.column, column ?? undefined),
  );
  const best =
    candidates.find(({ body }) => body.name === test.name) ??
    candidates.find(({ body }) => hasArguments(body, metadata.kwargs)) ??
    candidates[0];
  if (best === undefined) return undefined;
  return offsetIn(text, tree.locate(best.path));
}

/** @returns the offset into the file's text, or undefined when it has no unit test of that name */
export function offsetOfUnitTest(
  { name }: UnitTest,
  text: string,
  file: string,
): number | undefined {
  const tree = openTree(text, file);
  const content = tree.value();
  const list = isDataObject(content) ? content.unit_tests : undefined;
  if (!Array.isArray(list)) return undefined;
  const index = list.findIndex((item) => isDataObject(item) && item.name === name);
  return index === -1 ? undefined : offsetIn(text, tree.locate(["unit_tests", index]));
}

function offsetIn(text: string, { line, column }: Place): number {
  const before = text.split("\n").slice(0, line - 1);
  return before.reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
}

/** `orders` of `model.shop.orders` and `model.shop.orders.v2`, `raw.orders` of `source.shop.raw.orders`. */
function ownerOf({ attached_node: attached }: GenericTest): string | undefined {
  if (!attached) return undefined;
  const [kind, , ...names] = attached.split(".");
  return kind === "source" ? names.join(".") : names[0];
}

/** A column may be written with quotes of its own. */
const sameColumn = (written: string | undefined, column: string | undefined): boolean =>
  written === column || (written !== undefined && column?.replaceAll('"', "") === written);

function hasArguments(body: DataObject, kwargs: DataObject): boolean {
  const own = isDataObject(body.arguments) ? body.arguments : body;
  return Object.entries(kwargs)
    .filter(([key]) => key !== "model" && key !== "column_name")
    .every(([key, value]) => JSON.stringify(own[key]) === JSON.stringify(value));
}

type Around = Pick<Written, "path" | "owners" | "column">;

/** Every test below a part of the file, whatever it belongs to. */
function* testsIn(value: Data, around: Around): Generator<Written> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      yield* testsIn(item, { ...around, path: [...around.path, index] });
    return;
  }
  if (!isDataObject(value)) return;
  const own = inside(value, around);
  for (const [key, inner] of Object.entries(value)) {
    const at = { ...own, path: [...around.path, key] };
    yield* key === "tests" || key === "data_tests" ? listedTests(inner, at) : testsIn(inner, at);
  }
}

/** A mapping with a name is a column, or a resource. */
function inside({ name }: DataObject, around: Around): Around {
  if (typeof name !== "string") return around;
  if (around.path.at(-2) === "columns") return { ...around, column: name };
  return { ...around, owners: [...around.owners, name] };
}

function* listedTests(list: Data, around: Around): Generator<Written> {
  if (!Array.isArray(list)) return;
  for (const [index, item] of list.entries()) {
    const path = [...around.path, index];
    if (typeof item === "string") yield { ...around, path, name: baseName(item), body: {} };
    if (!isDataObject(item)) continue;
    const key =
      typeof item.test_name === "string"
        ? item.test_name
        : Object.keys(item).find((each) => each !== "name" && each !== "config");
    const inner = key === undefined ? null : item[key];
    const body = isDataObject(inner) ? { ...item, ...inner } : item;
    if (key !== undefined) yield { ...around, path, name: baseName(key), body };
  }
}

const baseName = (name: string): string => name.split(".").at(-1) as string;
