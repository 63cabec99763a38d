/** Options that many commands share, in groups. */
import { optionsNamed } from "../options.ts";

export const place = optionsNamed("project-dir", "profiles-dir", "target-path", "vars");
export const nodes = optionsNamed("select", "models", "exclude", "selector");
export const types = optionsNamed("resource-types", "exclude-resource-types");
export const threads = optionsNamed("threads");
export const window = optionsNamed("event-time-start", "event-time-end", "sample");
export const refresh = optionsNamed("full-refresh", "empty");
export const publish = optionsNamed("publish");
