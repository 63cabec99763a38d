/** What generic tests are attached to, worked out once for all tests of an entry: how it is called, and what the call refers to. */
import type { Draft } from "./draft.ts";
import type { TemplateFacts } from "./facts.ts";
import type { PropertiesFile } from "./properties.ts";
import { readStatically } from "./static-template.ts";

export interface TestTarget {
  readonly file: PropertiesFile;
  /** `models.orders`, `sources.raw`. */
  readonly fileKeyName: string;
  /** What tests are named after: `orders`, `orders_v2`, `raw_orders`. */
  readonly name: string;
  /** The same without a version, as messages have it. */
  readonly shown: string;
  readonly isSource: boolean;
  /** The test's argument `model`: `{{ get_where_subquery(ref('orders')) }}`. */
  readonly model: string;
  /** What the call in it refers to. */
  readonly refersTo: Pick<TemplateFacts, "refs" | "sources">;
  /** The node that stands for it, sources excepted. */
  readonly attached: Draft | undefined;
}

/** What is the same for all tests of an entry: its file, and its key there. */
export interface TestedEntry {
  readonly file: PropertiesFile;
  readonly fileKeyName: string;
}

/** A model, seed or snapshot, or one version of a model. */
export function nodeTarget(
  { file, fileKeyName }: TestedEntry,
  name: string,
  version: string | number | null,
  attached: Draft | undefined,
): TestTarget {
  const call = version ? `ref('${name}', version='${version}')` : `ref('${name}')`;
  return {
    file,
    fileKeyName,
    name: version ? `${name}_v${version}` : name,
    shown: name,
    isSource: false,
    model: modelOf(call),
    refersTo: { refs: refsOf(call, name, version), sources: [] },
    attached,
  };
}

/** A table of a source. */
export function sourceTarget(
  { file, fileKeyName }: TestedEntry,
  source: string,
  table: string,
): TestTarget {
  const call = `source('${source}', '${table}')`;
  const name = `${source}_${table}`;
  return {
    file,
    fileKeyName,
    name,
    shown: name,
    isSource: true,
    model: modelOf(call),
    refersTo: { refs: [], sources: readStatically(`{{ ${call} }}`)?.sources ?? [] },
    attached: undefined,
  };
}

const modelOf = (call: string): string => `{{ get_where_subquery(${call}) }}`;

/** A name with quotes in it would end the call's text early; dbt then reads what the text says. */
function refsOf(call: string, name: string, version: string | number | null) {
  if (/^\w+$/.test(name)) return [{ name, package: null, version }];
  const [ref] = readStatically(`{{ ${call} }}`)?.refs ?? [];
  return ref ? [{ ...ref, version }] : [];
}
