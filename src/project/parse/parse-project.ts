/** Parses a project of which something has changed; what has not is taken from the facts of the last time. */
import type { Manifest } from "../../core/manifest.ts";
import { type Problem, throwAll } from "../../core/problem.ts";
import { readSelectors } from "../settings/selectors-file.ts";
import { assemble } from "./assemble.ts";
import { cachePath, type Loaded, type Loading, openFacts } from "./loading.ts";
import { writeManifestCache } from "./manifest-cache.ts";
import { sectionsOf } from "./manifest-sections.ts";
import { newWorkspace } from "./new-workspace.ts";
import { readMacroSet } from "./project-macros.ts";
import { createRecorderFor } from "./project-recorder.ts";

/** @throws Problems with everything that is wrong in its files */
export function parseProject(loading: Loading): Loaded {
  const { settings, flags, env, files, invocation, surroundings, loadedAt } = loading;
  const facts = openFacts(loading);
  const problems: Problem[] = [];
  const createdAt = invocation.startedAt / 1000;
  const read = readMacroSet({ ...loading, facts, createdAt, problems });
  const recorder = createRecorderFor({ ...loading, macros: read.macros });
  const workspace = newWorkspace({ ...read, settings, flags, recorder, createdAt, problems });
  const selectors = readSelectors(settings.project, { env, vars: flags.vars });
  const manifest = assemble({
    workspace,
    files,
    facts,
    selectors: selectors as unknown as Manifest["selectors"],
    now: invocation.startedAt,
  });
  throwAll(problems);
  const isPlain = facts.save() && surroundings.lossless;
  const sections = sectionsOf(manifest, isPlain);
  if (flags.partialParse && isPlain) {
    const names = new Set(recorder.shared.env.keys());
    const readsFlags = facts.collectInputs(names) || recorder.shared.flags;
    const inputs = { surroundings, env: names, readsFlags };
    writeManifestCache(cachePath(loading, "manifest"), sections, files, inputs, loadedAt);
  }
  return {
    sections,
    macros: () => read.macros,
    warnings: workspace.warnings,
    cached: facts.hits,
  };
}
