/** Parses a project of which something has changed; what has not is taken from the facts of the last time. */
import type { Manifest } from "../../core/manifest.ts";
import { type Problem, throwAll } from "../../core/problem.ts";
import { parseDefinition } from "../../graph/selector-definitions.ts";
import { targetOf } from "../settings/profiles.ts";
import { readSelectors } from "../settings/selectors-file.ts";
import { assemble } from "./assemble.ts";
import { type Parsed, saveParse } from "./cache/save-parse.ts";
import type { FactsStore } from "./facts-store.ts";
import { cachePaths, type Loaded, type Loading } from "./loading.ts";
import { sectionsOf } from "./manifest-sections.ts";
import { newWorkspace } from "./new-workspace.ts";
import { readMacroSet } from "./project-macros.ts";
import { createRecorderFor } from "./project-recorder.ts";
import type { Recorder } from "./recorder.ts";
import { hasOwnNames } from "./relation-names.ts";
import type { Workspace } from "./workspace.ts";

/** @throws Problems with everything that is wrong in its files */
export function parseProject(loading: Loading, facts: FactsStore): Loaded {
  const { settings, flags, env, files, invocation, surroundings } = loading;
  const problems: Problem[] = [];
  const createdAt = invocation.startedAt / 1000;
  const read = readMacroSet({ ...loading, facts, createdAt, problems });
  const recorder = createRecorderFor({ ...loading, macros: read.macros });
  const workspace = newWorkspace({ ...read, settings, flags, recorder, createdAt, problems });
  const selectors = readSelectors(
    settings.project,
    { env, vars: flags.vars, target: targetOf(settings.profile) },
    (name, definition) => parseDefinition(name, definition, flags.indirectSelection),
  );
  const manifest = assemble({
    workspace,
    files,
    facts,
    selectors: selectors as unknown as Manifest["selectors"],
    now: invocation.startedAt,
  });
  throwAll(problems);
  const isPlain = surroundings.lossless && files.every((file) => facts.isPlain(file));
  const sections = sectionsOf(manifest, isPlain);
  const kept = flags.partialParse
    ? saveParse(cachePaths(loading), {
        ...inputsOf(loading, facts, recorder),
        ...whatEditsMean(workspace),
        sections: isPlain ? sections : undefined,
      })
    : undefined;
  return {
    sections: kept ?? sections,
    macros: () => read.macros,
    warnings: workspace.warnings,
    cached: facts.hits,
  };
}

function inputsOf(
  { files, surroundings, loadedAt }: Loading,
  facts: FactsStore,
  { shared }: Recorder,
): Pick<Parsed, "files" | "facts" | "surroundings" | "loadedAt" | "env" | "readsFlags"> {
  const env = new Set(shared.env.keys());
  const readsFlags = facts.collectInputs(env) || shared.flags;
  return { files, facts, surroundings, loadedAt, env, readsFlags };
}

/** Warnings are told again with every edit, so that a project that has any is put together anew each time. */
const whatEditsMean = (workspace: Workspace): Pick<Parsed, "isPatchable" | "knowsMacroUsers"> => ({
  isPatchable: workspace.warnings.length === 0,
  knowsMacroUsers: !workspace.rendersHooks.value && !hasOwnNames(workspace),
});
