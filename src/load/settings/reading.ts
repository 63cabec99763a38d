/** What is at hand while the declaration of one stream is read. */
import type { Source } from "../../core/nodes.ts";
import type { Place } from "../../core/place.ts";
import type { Problem } from "../../core/problem.ts";
import type { Project } from "../../project/load.ts";
import type { YamlPath } from "../../project/settings/yaml.ts";
import type { ConnectionFile } from "./connections.ts";

export interface Reading {
  readonly project: Project;
  readonly source: Source;
  readonly connections: ConnectionFile;
  /** What is wrong is added here. */
  readonly problems: Problem[];
  /** The place of a path below the source table. */
  readonly at: (path: YamlPath) => Place | undefined;
}

/** The stream's name, such as `shop.clicks`. */
export const nameOf = ({ source_name, name }: Source): string => `${source_name}.${name}`;

/** Where the declaration stands below the source table. */
export const loadPath = ["config", "load"] as const;
