/** What a project or package says of itself, checked and rendered. Plain data: this file reads nothing. */
import type { Data, DataObject } from "../../core/data.ts";
import type { Problem } from "../../core/problem.ts";
import type { YamlDocument } from "./yaml.ts";

/** The environment variables, handed in so that nothing here reads the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Something to tell the user that does not stop the run. `name` is dbt's name of the event. */
export interface Warning {
  readonly name: string;
  readonly problem: Problem;
}

/** The sections of the project file that hold a tree of configs, by dbt's own key. */
export type ConfigKind =
  | "models"
  | "seeds"
  | "snapshots"
  | "analyses"
  | "sources"
  | "data_tests"
  | "unit_tests"
  | "exposures"
  | "functions"
  | "metrics"
  | "semantic_models"
  | "saved_queries";

/** One section: folders within folders, with configs at every level. */
export interface ConfigTree {
  readonly rendered: DataObject;
  /** As written, Jinja included; what `unrendered_config` is made from. */
  readonly unrendered: DataObject;
}

/** Folders below the project's root, by what they hold. */
export interface ProjectPaths {
  readonly models: readonly string[];
  readonly seeds: readonly string[];
  readonly snapshots: readonly string[];
  readonly macros: readonly string[];
  readonly tests: readonly string[];
  readonly analyses: readonly string[];
  readonly functions: readonly string[];
  readonly docs: readonly string[];
  readonly assets: readonly string[];
}

export interface DispatchEntry {
  readonly macroNamespace: string;
  readonly searchOrder: readonly string[];
}

export interface QueryComment {
  /** The template; undefined = dbt's own comment, "" = no comment. */
  readonly comment: string | undefined;
  readonly append: boolean;
}

export interface ProjectSettings {
  /** Absolute. */
  readonly dir: string;
  /** `project.yml` or `dbt_project.yml`, with the package's folder before it when it is not the root project. */
  readonly file: string;
  readonly name: string;
  readonly version: string | number | null;
  /** The name of its profile as rendered; null when a package names none. */
  readonly profile: string | null;
  readonly paths: ProjectPaths;
  readonly targetPath: string;
  readonly logPath: string;
  readonly packagesInstallPath: string;
  readonly cleanTargets: readonly string[];
  /** Of the project file or of vars.yml, not rendered. */
  readonly vars: DataObject;
  readonly dispatch: readonly DispatchEntry[];
  readonly quoting: DataObject;
  readonly onRunStart: readonly string[];
  readonly onRunEnd: readonly string[];
  readonly queryComment: QueryComment;
  readonly flags: DataObject;
  readonly requireDbtVersion: readonly string[];
  readonly restrictAccess: boolean;
  readonly configs: Readonly<Record<ConfigKind, ConfigTree>>;
  /** `dbt-cloud:`, kept for the manifest. */
  readonly dbtCloud: Data;
  readonly document: YamlDocument;
  /** The environment variables that its file read, with the values found; for the parse cache. */
  readonly envVars: Readonly<Record<string, string>>;
  readonly warnings: readonly Warning[];
}
