/** Sentences about rows: a text with `{{ column | format }}` in it, rendered by nunjucks. */
import type { Cell } from "../../adapters/adapter.ts";
import { reportTemplateBroken } from "../../core/problems/report.ts";
import type { Format } from "./declaration.ts";
import { formatterFor } from "./format.ts";
import type { DeclaredQuery } from "./queries.ts";

export interface Sentence {
  readonly text: string;
}
export type Sentences = readonly Sentence[];

const formats: readonly Format[] = ["number", "decimal", "percent", "money", "date", "datetime"];

/**
 * @param row the columns of one row, which are the names that the text can use
 * @throws Problem when the text is no template
 */
export async function writeSentence(
  text: string,
  row: Readonly<Record<string, Cell>>,
  query: DeclaredQuery,
  currency: string,
): Promise<Sentence> {
  if (!text.includes("{")) return { text };
  const { default: nunjucks } = await import("nunjucks");
  const environment = new nunjucks.Environment(null, { autoescape: false });
  for (const format of formats)
    environment.addFilter(format, (cell: Cell | undefined) =>
      formatterFor(format, currency)(cell ?? null),
    );
  try {
    return { text: environment.renderString(text, row) };
  } catch (thrown) {
    const reason = (thrown as Error).message.split("\n").at(-1)?.trim() ?? "";
    throw reportTemplateBroken(query.what, reason, query.at, query.source);
  }
}
