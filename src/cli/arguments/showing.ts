/** Commands that show what a project is and what a run did, with their options. */

import { ownOptions } from "../options/own.ts";
import { optionsNamed } from "../options.ts";
import type { CommandArguments } from "./command.ts";
import { nodes, place, refresh, threads, types } from "./shared-options.ts";

export const showingCommands: readonly CommandArguments[] = [
  {
    name: "compile",
    summary: "Write the SQL of models without running it.",
    description:
      "Renders the selected nodes to target/compiled, or one given text to the terminal.",
    options: [
      ...nodes,
      ownOptions.inline,
      ownOptions.showOutput,
      ...threads,
      ...refresh,
      ...optionsNamed("inject-ephemeral-ctes"),
      ...place,
    ],
    examples: [
      ["tsdbt compile --select orders", "show the SQL of one model"],
      [`tsdbt compile --inline "select * from {{ ref('orders') }}"`, "show what a text becomes"],
    ],
    data: true,
  },
  {
    name: "show",
    summary: "Show the first rows of a model or query.",
    description:
      "Runs the SQL of one node, or of a given text, and shows the first rows. Builds nothing.",
    options: [
      ...nodes,
      ownOptions.inline,
      ownOptions.inlineDirect,
      ownOptions.showOutput,
      ownOptions.limit,
      ...threads,
      ...optionsNamed("full-refresh"),
      ...place,
    ],
    examples: [
      ["tsdbt show --select orders", "show five rows of a model"],
      [`tsdbt show --inline "select 1 as one" --output json`, "show the rows of a query as JSON"],
    ],
    data: true,
  },
  {
    name: "list",
    aliases: ["ls"],
    summary: "List the nodes that a selector selects.",
    description: "Lists what is selected, one line each, in a form that other programs can read.",
    options: [...nodes, ...types, ownOptions.output, ownOptions.outputKeys, ...place],
    examples: [
      ["tsdbt ls --select +orders", "list what a model needs"],
      ["tsdbt ls --output json --output-keys name tags", "list some properties of everything"],
    ],
    data: true,
  },
  {
    name: "parse",
    summary: "Read the project and report what is wrong in it.",
    description:
      "Reads all files, resolves every reference and writes target/manifest.json. Needs no database.",
    options: [...threads, ...place],
    examples: [["tsdbt parse", "check the project"]],
  },
  {
    name: "report",
    summary: "Show the last run and the project's own charts as one HTML file.",
    description:
      "Reads manifest.json and run_results.json of the target folder, runs the queries that report.yml declares, and writes a page that needs no network.",
    options: [ownOptions.declaration, ownOptions.reportOutput, ownOptions.summary, ...place],
    examples: [
      ["tsdbt report", "write target/report.html"],
      ["tsdbt report --summary", "and say the same in short"],
    ],
    data: true,
  },
];
