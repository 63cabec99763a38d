/** The library's front door: run commands on a project, and understand what they say. */
export {
  type CommandOutcome,
  createProject,
  type EmbeddedProject,
  type ProjectOptions,
} from "./cli/embedding.ts";
export type { Emit, Event, LogLevel } from "./core/events.ts";
export type { Manifest } from "./core/manifest.ts";
export type { GraphNode, ManifestNode } from "./core/nodes.ts";
export { failedStatuses, type Outcome, type Status } from "./core/outcomes.ts";
export type { Frame, Place } from "./core/place.ts";
export { Problem, Problems } from "./core/problem.ts";
