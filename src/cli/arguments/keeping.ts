/** Commands for the project's folder and the installation, with their options. */

import { ownOptions } from "../options/own.ts";
import { optionsNamed } from "../options.ts";
import type { CommandArguments } from "./command.ts";
import { place } from "./shared-options.ts";

export const keepingCommands: readonly CommandArguments[] = [
  {
    name: "init",
    summary: "Make a new project that builds at once.",
    description:
      "Makes a folder with a small project: models, a seed, tests and a profile. Asks for what it needs to know, or takes it from the options.",
    argument: { name: "[project_name]", help: "The name of the project and its folder." },
    options: [
      ...optionsNamed("project-dir", "profiles-dir", "vars"),
      ownOptions.skipProfileSetup,
      ownOptions.skipDebug,
      ownOptions.adapter,
    ],
    examples: [["tsdbt init shop --adapter duckdb", "make the project in the folder shop"]],
  },
  {
    name: "debug",
    summary: "Check the installation, the settings and the connection.",
    description:
      "Shows versions and paths, reads project and profile, and connects to the database.",
    options: [
      ownOptions.connection,
      ownOptions.configDir,
      ...optionsNamed("project-dir", "profiles-dir", "vars"),
    ],
    examples: [["tsdbt debug --target prod", "check another target"]],
  },
  {
    name: "clean",
    summary: "Delete what was made.",
    description:
      "Deletes the folders of clean-targets (target and dbt_packages by default), never sources.",
    options: [ownOptions.cleanProjectFilesOnly, ...place],
    examples: [["tsdbt clean", "delete target and dbt_packages"]],
  },
];
