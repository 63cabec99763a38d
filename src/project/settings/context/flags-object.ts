/** `flags`: the invocation's settings under dbt's upper-case names. */
import type { Flags } from "../../../core/flags.ts";
import { Dict, type PyObject, toValue, type Value } from "../../../jinja/index.ts";

/** A name that dbt does not have gives no attribute, so templates may test it with `is defined`. */
export function flagsObject(flags: Flags): PyObject {
  const attributes = new Map<string, Value>();
  const known: Readonly<Record<string, unknown>> = {
    ...flags,
    ...flags.behavior,
    noPrint: null,
    debug: flags.logLevel === "debug",
    logCacheEvents: false,
    staticParser: true,
    useExperimentalParser: false,
    sendAnonymousUsageStats: false,
    profilesDir: null,
    maximumSeedSizeMib: 1,
    hintsEnabled: true,
  };
  for (const [name, value] of Object.entries(known)) {
    if (name !== "behavior") attributes.set(upperCase(name), toValue(value));
  }
  return {
    pyType: "Namespace",
    pyGetAttr: (name) => attributes.get(name),
    pyRepr: () => `Namespace(${Dict.of(attributes).pyRepr()})`,
  };
}

/** `fullRefresh` → `FULL_REFRESH`. */
const upperCase = (name: string): string => name.replace(/(?=[A-Z])/g, "_").toUpperCase();
