/** Puts the recorder of a project together from its settings, macros and target. */
import { dialectOf } from "../../adapters/dialects.ts";
import type { Emit } from "../../core/events.ts";
import type { Flags } from "../../core/flags.ts";
import type { Scope } from "../../jinja/index.ts";
import type { MacroSet } from "../macros/macro-set.ts";
import { baseContext, type Invocation } from "../settings/base-context.ts";
import { targetOf } from "../settings/profiles.ts";
import type { Environment } from "../settings/project-settings.ts";
import type { Settings } from "../settings/settings.ts";
import { type BaseNames, createParseNames } from "./parse-names.ts";
import { createRecorder, type Notes, type Recorder } from "./recorder.ts";
import { varSources, varText } from "./var-text.ts";

export interface RecorderOptions {
  readonly settings: Settings;
  readonly flags: Flags;
  readonly env: Environment;
  readonly invocation: Invocation;
  readonly emit: Emit;
  readonly macros: MacroSet;
}

export function createRecorderFor(options: RecorderOptions): Recorder {
  const { settings, flags, emit, macros } = options;
  const { project: root, profile } = settings;
  const names = createParseNames({
    root,
    dialect: dialectOf(profile.type),
    credentials: profile.credentials,
    database: profile.database,
    schema: profile.schema,
    macros,
    behavior: flags.behavior,
    base: baseNames(options),
    emit,
  });
  return createRecorder(names, macros);
}

/**
 * One set of names per package serves all of its templates, one after the other: making them anew for each would cost
 * more than rendering. What is asked of them goes into the notes of the template that is being rendered.
 */
function baseNames(options: RecorderOptions): BaseNames {
  const { settings, flags, env, invocation, emit } = options;
  const made = new Map<string, { readonly names: Scope; notes: Notes }>();
  return ({ packageName, notes, missingVar, rendersVars }) => {
    const key = `${packageName} ${missingVar} ${rendersVars}`;
    const known = made.get(key);
    if (known !== undefined) {
      known.notes = notes;
      return known.names;
    }
    const vars = varSources(options, packageName);
    const names: Scope = baseContext({
      vars,
      env,
      flags,
      target: targetOf(settings.profile),
      invocation,
      emit,
      missingVar,
      rendersVars,
      onVar: (name) => entry.notes.vars.set(name, varText(name, vars)),
      onEnvVar: (name, value) => entry.notes.env.set(name, value ?? null),
    });
    const entry = { names, notes };
    made.set(key, entry);
    return names;
  };
}
