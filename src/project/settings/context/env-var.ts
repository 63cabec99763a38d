/** `env_var`: the environment for templates, secrets kept out unless they may come in. */

import { envVarIsMissing, envVarIsSecret } from "../../../core/problems/settings-templates.ts";
import { bindArguments, nativeFunction, str, type Value } from "../../../jinja/index.ts";
import type { Environment } from "../project-settings.ts";

export const secretPrefix = "DBT_ENV_SECRET";

/** Stands for a secret until it is put in, with the variable's name as its group. */
export const secretPlaceholder = new RegExp(`\\$\\$\\$(${secretPrefix}\\w*)\\$\\$\\$`, "g");

export interface EnvVarOptions {
  readonly env: Environment;
  /** In profiles.yml and packages.yml a secret gives a placeholder, to be replaced once the text is rendered. */
  readonly secretPlaceholder?: ((name: string) => string) | undefined;
  /** Called with each name read and the value found; undefined when the default was taken. */
  readonly onEnvVar?: ((name: string, value: string | undefined) => void) | undefined;
}

/** The function throws a Problem for a name that is not set, or a secret out of place. */
export function envVarFunction(options: EnvVarOptions): Value {
  const { env, secretPlaceholder, onEnvVar } = options;
  return nativeFunction("env_var", (call) => {
    const { var: name, default: fallback = null } = bindArguments(call, "env_var", [
      "var",
      "default?",
    ]);
    const key = str(name ?? null);
    const isSecret = key.startsWith(secretPrefix);
    if (isSecret && !secretPlaceholder) throw envVarIsSecret(key);
    // The process's own environment inherits from Object.
    const value = Object.hasOwn(env, key) ? env[key] : undefined;
    if (isSecret && value !== undefined && secretPlaceholder) return secretPlaceholder(key);
    if (value === undefined && fallback === null) throw envVarIsMissing(key);
    onEnvVar?.(key, value);
    return value ?? fallback;
  });
}
