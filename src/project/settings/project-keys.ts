/** The keys of the project file and what each may hold. Says everything that is wrong; changes nothing. */

import { closestName } from "../../core/closest.ts";
import type { Data, DataObject } from "../../core/data.ts";
import type { Problem } from "../../core/problem.ts";
import {
  projectKeyIsMissing,
  projectKeyIsUnknown,
  projectKeyIsWrong,
  projectKeysAreAlternatives,
  projectNameIsInvalid,
} from "../../core/problems/project.ts";
import { isDataObject, typeOfData } from "./data-object.ts";
import type { YamlDocument, YamlPath } from "./yaml.ts";

interface Rule {
  readonly wanted: string;
  readonly accepts: (value: Data) => boolean;
}

const isText = (value: Data): boolean => typeof value === "string";
const isTexts = (value: Data): boolean => Array.isArray(value) && value.every(isText);

const text: Rule = { wanted: "text", accepts: isText };
const texts: Rule = { wanted: "a list of texts", accepts: isTexts };
const mapping: Rule = { wanted: "a mapping", accepts: isDataObject };
const semver = /^\d+\.\d+(?:\.\d+.*)?$/;

const version: Rule = {
  wanted: 'a version such as "1.0.0"',
  accepts: (value) =>
    typeof value === "string"
      ? semver.test(value)
      : typeof value === "object" && value !== null && "float" in value
        ? true
        : typeof value === "number" && !Number.isInteger(value),
};

const onlyKeys =
  (known: readonly string[], accepts: (value: Data, key: string) => boolean) =>
  (value: Data): boolean =>
    isDataObject(value) &&
    Object.entries(value).every(([key, item]) => known.includes(key) && accepts(item, key));

const quotingKeys = ["schema", "database", "project", "identifier", "snowflake_ignore_case"];

const quoting: Rule = {
  wanted: "a mapping of database, schema and identifier to true or false",
  accepts: onlyKeys(quotingKeys, (value) => value === null || typeof value === "boolean"),
};

const queryComment: Rule = {
  wanted: "text, or a mapping with comment and append",
  accepts: (value) =>
    isText(value) ||
    onlyKeys(["comment", "append", "job-label"], (item, key) =>
      key === "comment" ? isText(item) : item === null || typeof item === "boolean",
    )(value),
};

const dispatch: Rule = {
  wanted: "a list of mappings with macro_namespace and search_order",
  accepts: (value) =>
    Array.isArray(value) &&
    value.every(
      (entry) =>
        isDataObject(entry) &&
        isText(entry.macro_namespace ?? null) &&
        isTexts(entry.search_order ?? null),
    ),
};

const rules: Readonly<Record<string, Rule>> = {
  name: text,
  "config-version": { wanted: "a whole number", accepts: Number.isInteger },
  version,
  "project-root": text,
  "source-paths": texts,
  "model-paths": texts,
  "macro-paths": texts,
  "data-paths": texts,
  "seed-paths": texts,
  "test-paths": texts,
  "analysis-paths": texts,
  "docs-paths": texts,
  "asset-paths": texts,
  "function-paths": texts,
  "osi-paths": texts,
  "snapshot-paths": texts,
  "target-path": text,
  "clean-targets": texts,
  profile: text,
  "log-path": text,
  "packages-install-path": text,
  quoting,
  "on-run-start": texts,
  "on-run-end": texts,
  "require-dbt-version": {
    wanted: "text or a list of texts",
    accepts: (value) => isText(value) || isTexts(value),
  },
  dispatch,
  models: mapping,
  seeds: mapping,
  snapshots: mapping,
  analyses: mapping,
  sources: mapping,
  tests: mapping,
  data_tests: mapping,
  unit_tests: mapping,
  metrics: mapping,
  "semantic-models": mapping,
  "saved-queries": mapping,
  exposures: mapping,
  functions: mapping,
  vars: mapping,
  packages: { wanted: "a list", accepts: (value) => Array.isArray(value) },
  "query-comment": queryComment,
  "restrict-access": { wanted: "true or false", accepts: (value) => typeof value === "boolean" },
  "dbt-cloud": mapping,
  flags: mapping,
};

/** Names that a package may not have, as templates know them as something else. */
const reservedNames = new Set(
  `_sql_results adapter api column config context database env env_var exceptions execute flags fromjson fromyaml
  graph invocation_id load_agate_table load_result log model modules post_hooks pre_hooks ref render return
  run_started_at schema source sql sql_now store_result store_raw_result target this tojson toyaml
  try_or_compiler_error var write`.split(/\s+/),
);

const alternatives = [
  ["source-paths", "model-paths"],
  ["data-paths", "seed-paths"],
  ["tests", "data_tests"],
] as const;

/** Everything wrong with the rendered file. Keys without a value count as absent, as in dbt. */
export function checkProjectKeys(project: DataObject, document: YamlDocument): Problem[] {
  const at = (path: YamlPath) => document.locate(path);
  const problems: Problem[] = [];
  for (const [key, value] of Object.entries(project)) {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    if (!rule) {
      problems.push(projectKeyIsUnknown(key, at([key]), closestName(key, Object.keys(rules))));
    } else if (value !== null && !rule.accepts(value)) {
      problems.push(projectKeyIsWrong(key, rule.wanted, typeOfData(value), at([key])));
    }
  }
  for (const [old, current] of alternatives) {
    if (project[old] && project[current]) {
      problems.push(projectKeysAreAlternatives(old, current, at([old])));
    }
  }
  problems.push(...checkName(project.name ?? null, document));
  return problems;
}

function checkName(name: Data, document: YamlDocument): Problem[] {
  if (name === null) return [projectKeyIsMissing("name", document.locate([]))];
  if (typeof name !== "string") return [];
  // The second pattern takes long to make, and most names are ASCII.
  const isName = /^[a-z_]\w*$/i.test(name) || /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name);
  return isName && !reservedNames.has(name)
    ? []
    : [projectNameIsInvalid(name, document.locate(["name"]))];
}
