/** Fingerprints of what facts can rest on beside files: the program, settings, target, flags, variables. */
import type { Flags } from "../../core/flags.ts";
import { targetOf } from "../settings/profiles.ts";
import type { Environment, ProjectSettings } from "../settings/project-settings.ts";
import type { Settings } from "../settings/settings.ts";
import type { Surroundings } from "./facts-validity.ts";
import { fingerprint } from "./fingerprint.ts";
import { survivesJson } from "./survives-json.ts";
import { varSources, varText } from "./var-text.ts";

/** To be changed with every change of how files are parsed. */
const parserVersion = 1;

export function surroundingsOf(settings: Settings, flags: Flags, env: Environment): Surroundings {
  const { project, packages } = settings;
  const sources = new Map<string, ReturnType<typeof varSources>>();
  const ofSettings = fingerprint(JSON.stringify(settingsOf(settings, flags)));
  const projects = [project, ...packages];
  const vars = [flags.vars, ...projects.map((each) => each.vars)];
  return {
    settings: ofSettings,
    flags: fingerprint(JSON.stringify({ ...flags, vars: null, invocationCommand: null })),
    all: fingerprint(JSON.stringify([ofSettings, vars, projects.map(textOfHooks)])),
    lossless: projects.every(({ configs }) => survivesJson(configs)),
    varText(packageName, name) {
      let found = sources.get(packageName);
      if (found === undefined) {
        found = varSources({ settings, flags }, packageName);
        sources.set(packageName, found);
      }
      return varText(name, found);
    },
    env,
  };
}

function settingsOf({ project, packages, profile }: Settings, flags: Flags): unknown {
  return [
    parserVersion,
    [profile.name, profile.type, profile.database, profile.schema, targetOf(profile)],
    [project, ...packages].map(ofProject),
    [flags.behavior, flags.storeFailures],
  ];
}

/** The file that hooks stand in: its checksum is theirs. */
const textOfHooks = ({ onRunStart, onRunEnd, document }: ProjectSettings): string | null =>
  onRunStart.length + onRunEnd.length > 0 ? document.text : null;

const ofProject = (project: ProjectSettings): unknown => [
  project.dir,
  project.name,
  project.version,
  project.quoting,
  project.dispatch,
  project.restrictAccess,
  Object.values(project.configs).map(({ rendered, unrendered }) => [rendered, unrendered]),
  [project.onRunStart, project.onRunEnd],
];
