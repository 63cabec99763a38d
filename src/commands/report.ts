/** `tsdbt report`: the last run and the project's own charts as one HTML file, and in short on the terminal. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { openAdapter } from "../adapters/open.ts";
import { reportDeclarationMissing } from "../core/problems/report.ts";
import { type RunArtifacts, readArtifacts } from "../docs/report/artifacts.ts";
import { type ReportContent, reportContent } from "../docs/report/content.ts";
import {
  type Declaration,
  emptyDeclaration,
  parseDeclaration,
} from "../docs/report/declaration.ts";
import { renderPage } from "../docs/report/page.ts";
import { queriesOn } from "../docs/report/queries.ts";
import { summaryOf } from "../docs/report/summary.ts";
import type { Settings } from "../project/settings/settings.ts";
import type { CommandResult, Context } from "./context.ts";
import { readSettingsOf } from "./load.ts";

export interface ReportOptions {
  /** The file that declares headlines and charts; `report.yml`, if there is one, when absent. */
  readonly declaration: string | undefined;
  /** Where the page is written; `report.html` in the target folder when absent. */
  readonly output: string | undefined;
  /** Also give the report in short as text. */
  readonly summary: boolean;
}

const usualDeclaration = "report.yml";
const usualWidth = 100;

/** @throws Problems when there was no run, or something declared is wrong */
export async function report(context: Context, options: ReportOptions): Promise<CommandResult> {
  const settings = readSettingsOf(context);
  const { project } = settings;
  const targetDir = resolve(project.dir, project.targetPath);
  const artifacts = readArtifacts(targetDir);
  const declaration = readDeclaration(context, settings, options.declaration);
  const content = await contentOf(context, settings, artifacts, declaration);
  const page = options.output
    ? resolve(context.location.workingDir, options.output)
    : join(targetDir, "report.html");
  mkdirSync(dirname(page), { recursive: true });
  writeFileSync(page, await renderPage(content));
  const path = shortPath(context.location.workingDir, page);
  context.emit({ type: "artifact-written", artifact: "report", path });
  if (options.summary)
    context.emit({
      type: "output",
      name: "PrintEvent",
      text: summaryOf(content, path, usualWidth),
    });
  else context.emit({ type: "note", name: "Note", message: `Wrote the report to ${path}` });
  return { success: true };
}

function readDeclaration(
  { location }: Context,
  { project }: Settings,
  asked: string | undefined,
): Declaration {
  const path =
    asked === undefined ? join(project.dir, usualDeclaration) : resolve(location.workingDir, asked);
  if (existsSync(path))
    return parseDeclaration(
      readFileSync(path, "utf8"),
      shortPath(project.dir, path).replaceAll("\\", "/"),
    );
  if (asked !== undefined) throw reportDeclarationMissing(asked);
  return emptyDeclaration(project.name);
}

/** Opens the database only when something is asked of it. */
async function contentOf(
  context: Context,
  { project, profile }: Settings,
  artifacts: RunArtifacts,
  declaration: Declaration,
): Promise<ReportContent> {
  const { headlines, findings, charts } = declaration.content;
  if (headlines.length + findings.length + charts.length === 0)
    return reportContent(artifacts, declaration, () =>
      Promise.reject(new Error("Bug: no query was declared")),
    );
  await using adapter = await openAdapter(profile.type, {
    credentials: profile.credentials,
    baseDir: project.dir,
    readOnly: true,
    warn: (name, problem) => context.emit({ type: "warning", name, problem }),
  });
  await using session = await adapter.connect("report");
  // Awaited here: the connection must outlive its queries.
  return await reportContent(artifacts, declaration, queriesOn(session, artifacts));
}

/** As the user would type it: relative where that is shorter. */
function shortPath(from: string, path: string): string {
  const short = relative(from, path);
  return short.startsWith("..") || isAbsolute(short) ? path : short;
}
