/** What `--select`, `--exclude` and selectors.yml mean, as a tree of criteria. Looks at no project. */
import type { IndirectSelection } from "../core/flags.ts";
import { selectorPlusAfterAt, unknownSelectorMethod } from "../core/problems/graph.ts";

/** Every method of dbt's language, whether this program has such resources or not. */
const selectorMethods = [
  "fqn",
  "tag",
  "group",
  "access",
  "source",
  "path",
  "file",
  "package",
  "config",
  "test_name",
  "test_type",
  "resource_type",
  "state",
  "exposure",
  "metric",
  "result",
  "source_status",
  "version",
  "semantic_model",
  "saved_query",
  "unit_test",
  "selector",
] as const;

export type SelectorMethod = (typeof selectorMethods)[number];

/** One test of nodes, with how far to go up and down the graph from those that pass. */
export interface Criterion {
  readonly kind: "criterion";
  /** As the user wrote it. */
  readonly raw: string;
  readonly method: SelectorMethod;
  /** What follows the method's dot: `["materialized"]` of `config.materialized`. */
  readonly keys: readonly string[];
  /** Text on the command line; YAML may give any scalar. */
  readonly value: string | number | boolean | null;
  /** `@`: descendants, and all ancestors of those. */
  readonly childrensParents: boolean;
  /** Steps upwards; infinity for a plain `+`, undefined for none. */
  readonly parents: number | undefined;
  readonly children: number | undefined;
  readonly indirectSelection: IndirectSelection;
}

export interface Combination {
  readonly kind: "union" | "intersection" | "difference";
  readonly parts: readonly SelectionSpec[];
  readonly indirectSelection: IndirectSelection;
  /** Warn, in these words of the user, when nothing matches. */
  readonly expected?: string | undefined;
}

export type SelectionSpec = Criterion | Combination;

const shape =
  /^(?<at>@)?(?:(?<parents>\d*)\+)?(?:(?<method>[\w.]+):)?(?<value>.*?)(?:\+(?<children>\d*))?$/su;

/**
 * Reads one criterion such as `2+tag:nightly+`.
 *
 * @throws Problem of an unknown method, or `@` together with a trailing `+`
 */
export function parseCriterion(raw: string, indirectSelection: IndirectSelection): Criterion {
  const found = shape.exec(raw)?.groups ?? {};
  const value = found.value ?? "";
  const [method = "", ...keys] = found.method?.split(".") ?? [defaultMethod(value)];
  return makeCriterion({
    raw,
    method,
    keys,
    value,
    childrensParents: found.at !== undefined,
    parents: depth(found.parents),
    children: depth(found.children),
    indirectSelection,
  });
}

type CriterionFields = Omit<Criterion, "kind" | "method"> & { readonly method: string };

/** @throws Problem of an unknown method, or `@` together with children */
export function makeCriterion(fields: CriterionFields): Criterion {
  const method = selectorMethods.find((name) => name === fields.method);
  if (method === undefined) {
    throw unknownSelectorMethod(fields.method, fields.raw, selectorMethods);
  }
  if (fields.childrensParents && fields.children !== undefined) {
    throw selectorPlusAfterAt(fields.raw);
  }
  return { ...fields, kind: "criterion", method };
}

/** What a value without a method is: a path, a file name, or the name of a node. */
function defaultMethod(value: string): SelectorMethod {
  if (value.includes("/")) return "path";
  return /\.(sql|py|csv)$/i.test(value) ? "file" : "fqn";
}

const depth = (text: string | undefined): number | undefined =>
  text === "" ? Number.POSITIVE_INFINITY : text === undefined ? undefined : Number(text);

/** What is selected when nobody says anything. */
const everything = ["fqn:*", "source:*", "exposure:*", "metric:*", "semantic_model:*"];

/**
 * The spec of `--select` and `--exclude`: space is union, comma is intersection.
 *
 * @param select empty means everything
 */
export function parseSelection(
  select: readonly string[],
  exclude: readonly string[],
  indirectSelection: IndirectSelection,
): SelectionSpec {
  const included =
    select.length === 0
      ? parseUnion(everything, indirectSelection, false)
      : parseUnion(select, indirectSelection, true);
  const excluded = parseUnion(exclude, indirectSelection, true);
  return { kind: "difference", parts: [included, excluded], indirectSelection: "eager" };
}

function parseUnion(
  raw: readonly string[],
  indirectSelection: IndirectSelection,
  expectMatches: boolean,
): SelectionSpec {
  const parts = raw
    .flatMap((text) => text.split(" "))
    .map(
      (text): SelectionSpec => ({
        kind: "intersection",
        parts: text.split(",").map((part) => parseCriterion(part, indirectSelection)),
        indirectSelection,
        expected: expectMatches ? text : undefined,
      }),
    );
  return { kind: "union", parts, indirectSelection };
}
