/** Keeps passwords and `DBT_ENV_SECRET_…` variables out of everything that is printed or logged. */

export interface Secrets {
  /** From now on these are hidden too. */
  add(values: Iterable<string>): void;
  hide(text: string): string;
}

const prefixes = ["DBT_ENV_SECRET_", "DBT_ENGINE_ENV_SECRET_"];

export function makeSecrets(env: Readonly<Record<string, string | undefined>>): Secrets {
  const hidden = new Set<string>();
  const add = (values: Iterable<string>) => {
    for (const value of values) if (value.trim() !== "") hidden.add(value);
  };
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && prefixes.some((prefix) => name.startsWith(prefix))) add([value]);
  }
  return {
    add,
    hide(text) {
      let safe = text;
      for (const value of hidden) if (safe.includes(value)) safe = safe.replaceAll(value, "*****");
      return safe;
    },
  };
}
