/** Reads report.yml: what a project wants its report to show. Checks everything and runs nothing. */
import { z } from "zod";
import type { Place } from "../../core/place.ts";
import { type Problem, throwAll } from "../../core/problem.ts";
import { reportDeclarationInvalid } from "../../core/problems/report.ts";
import { parseYaml, type YamlDocument, type YamlPath } from "../../project/settings/yaml.ts";

const format = z.enum(["number", "decimal", "percent", "money", "date", "datetime", "text"]);
export type Format = z.infer<typeof format>;

const formats = z.record(z.string(), format);
const query = {
  sql: z.string().optional(),
  ref: z.string().optional(),
};
const oneQuery = (value: { sql?: string | undefined; ref?: string | undefined }) =>
  (value.sql === undefined) !== (value.ref === undefined);
const needsQuery = { message: "give either sql or ref", path: [] };

const headline = z
  .strictObject({
    title: z.string(),
    ...query,
    column: z.string().optional(),
    format: format.optional(),
    note: z.string().optional(),
  })
  .refine(oneQuery, needsQuery);

const finding = z
  .strictObject({
    title: z.string(),
    ...query,
    text: z.string(),
    limit: z.number().int().positive().optional(),
  })
  .refine(oneQuery, needsQuery);

const width = z.enum(["full", "half", "third"]).optional();
const columnList = z.union([z.string(), z.array(z.string()).min(1)]);
const common = {
  title: z.string(),
  description: z.string().optional(),
  ...query,
  width,
  formats: formats.optional(),
};
const chart = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("number"), ...common, column: z.string().optional() }),
    z.strictObject({
      kind: z.literal("bar"),
      ...common,
      x: z.string(),
      y: columnList,
      highlight: z.string().optional(),
    }),
    z.strictObject({
      kind: z.literal("line"),
      ...common,
      x: z.string(),
      y: columnList,
      series: z.string().optional(),
    }),
    z.strictObject({
      kind: z.literal("table"),
      ...common,
      columns: z.array(z.string()).optional(),
      bars: z.array(z.string()).optional(),
    }),
  ])
  .refine(oneQuery, needsQuery);

const nextCommand = z.strictObject({ command: z.string(), does: z.string() });

const schema = z.strictObject({
  title: z.string(),
  description: z.string().optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "use a currency code such as EUR")
    .default("EUR"),
  headlines: z.array(headline).default([]),
  findings: z.array(finding).default([]),
  charts: z.array(chart).default([]),
  try_next: z.array(nextCommand).default([]),
});

export type Finding = z.infer<typeof finding>;
export type Chart = z.infer<typeof chart>;
export type Content = z.infer<typeof schema>;

export interface Declaration {
  readonly content: Content;
  readonly file: string;
  readonly text: string;
  /** Where something stands in the file. */
  locate(path: YamlPath): Place;
}

/**
 * @param file relative to the project's root, for places
 * @throws Problems with every mistake in the file
 */
export function parseDeclaration(text: string, file: string): Declaration {
  const document = parseYaml(text, file);
  const parsed = schema.safeParse(document.value ?? {});
  if (!parsed.success)
    throwAll(parsed.error.issues.flatMap((issue) => problemsOf(issue, document)));
  const content = parsed.data as Content;
  return { content, file, text, locate: document.locate };
}

/** What a project without report.yml gets: the run, and no charts. */
export function emptyDeclaration(projectName: string): Declaration {
  const content = schema.parse({ title: projectName });
  return {
    content,
    file: "report.yml",
    text: "",
    locate: () => ({ file: "report.yml", line: 1, column: 1 }),
  };
}

function problemsOf(issue: z.core.$ZodIssue, document: YamlDocument): Problem[] {
  const path = issue.path.filter((step) => typeof step !== "symbol");
  const problem = (message: string, at: YamlPath) =>
    reportDeclarationInvalid(nameOf(path), message, document.locate(at), document.text);
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => problem(`the key "${key}" is unknown`, [...path, key]));
  return [problem(messageOf(issue), path)];
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_union") return "kind must be number, bar, line or table";
  if (issue.message.endsWith("received undefined")) return "it is missing";
  return issue.message
    .replace(/^./, (letter) => letter.toLowerCase())
    .replace(/^invalid input: /, "");
}

/** `charts[2].kind` as people count: "chart 3, kind". */
function nameOf(path: readonly (string | number)[]): string {
  const [list, index, ...rest] = path;
  if (list === undefined) return "The report";
  if (typeof index !== "number") return path.join(".");
  return [`${String(list).replace(/s$/, "")} ${index + 1}`, ...rest].join(", ");
}
