/** Commands that build in the database, with their options. */

import { ownOptions } from "../options/own.ts";
import { optionsNamed } from "../options.ts";
import type { CommandArguments } from "./command.ts";
import { nodes, place, publish, refresh, threads, types, window } from "./shared-options.ts";

export const buildingCommands: readonly CommandArguments[] = [
  {
    name: "build",
    summary: "Run seeds, models, snapshots and tests, in the order of the graph.",
    description:
      "Builds everything that is selected: each node after what it reads, and after the tests of what it reads have passed.",
    options: [
      ...nodes,
      ...types,
      ...threads,
      ...refresh,
      ...window,
      ...publish,
      ownOptions.show,
      ...optionsNamed("store-failures"),
      ...place,
    ],
    examples: [
      ["tsdbt build", "build the whole project"],
      ["tsdbt build --select stg_orders+", "build one model and everything that reads it"],
      ["tsdbt build --select tag:nightly --exclude tag:slow", "build by tags"],
    ],
  },
  {
    name: "run",
    summary: "Build models.",
    description: "Compiles the selected models and builds them in the database.",
    options: [...nodes, ...threads, ...refresh, ...window, ...publish, ...place],
    examples: [
      ["tsdbt run --select +orders", "build a model and what it reads"],
      ["tsdbt run --full-refresh", "build incremental models anew"],
    ],
  },
  {
    name: "test",
    summary: "Run tests of data.",
    description: "Runs the tests of the selected nodes on what is in the database.",
    options: [...nodes, ...types, ...threads, ...optionsNamed("store-failures"), ...place],
    examples: [["tsdbt test --select orders", "run the tests of one model"]],
  },
  {
    name: "seed",
    summary: "Load CSV files.",
    description: "Loads the project's CSV files into tables.",
    options: [...nodes, ...threads, ...refresh, ...publish, ownOptions.show, ...place],
    examples: [["tsdbt seed --full-refresh", "drop the tables first"]],
  },
  {
    name: "snapshot",
    summary: "Record how rows change.",
    description: "Compares the selected snapshots with their sources and keeps each row's history.",
    options: [...nodes, ...threads, ...optionsNamed("empty"), ...publish, ...place],
    examples: [["tsdbt snapshot", "update all snapshots"]],
  },
  {
    name: "clone",
    summary: "Make what an earlier run built appear in this target.",
    description:
      "Puts a clone of each selected table, or a view of it where the database has no clones, into the schemas of this target. Where it is comes from the manifest of --state.",
    options: [...nodes, ...types, ...threads, ...optionsNamed("full-refresh"), ...place],
    examples: [
      ["tsdbt clone --state prod-artifacts", "see production's tables in the development schema"],
    ],
  },
  {
    name: "run-operation",
    summary: "Run a macro.",
    description: "Calls a macro of the project, or runs one given text of SQL.",
    argument: { name: "[macro]", help: "The macro's name, or package.name." },
    options: [ownOptions.args, ownOptions.sql, ...threads, ...place],
    examples: [["tsdbt run-operation grant_all --args '{role: reader}'", "call a macro"]],
  },
];
