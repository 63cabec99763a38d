/** A small project on DuckDB in memory, and contexts for its nodes. For the tests of what templates see. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Adapter, Session } from "../adapters/adapter.ts";
import { openAdapter } from "../adapters/open.ts";
import type { Event } from "../core/events.ts";
import type { Flags } from "../core/flags.ts";
import { findNode } from "../core/manifest.ts";
import { Problem } from "../core/problem.ts";
import { createNodeContext, type NodeContext } from "../execute/context/node-context.ts";
import { createRunState, type RunState } from "../execute/context/run-state.ts";
import { TemplateError } from "../jinja/index.ts";
import { Table } from "../project/context/agate/table.ts";
import { ColumnType } from "../project/context/agate/types.ts";
import { loadProject, type Project } from "../project/load.ts";
import { readSettings } from "../project/settings/settings.ts";

const files: Readonly<Record<string, string>> = {
  "dbt_project.yml": `
name: shop
version: "1.0"
profile: shop
vars: {answer: 42}
models: {+materialized: table}
`,
  "profiles.yml": `
shop:
  target: dev
  outputs:
    dev: {type: duckdb, path: ":memory:", schema: main, threads: 2, external_root: out}
`,
  "models/a.sql": "select 1 as id",
  "models/b.sql":
    "{{ config(materialized='incremental', unique_key='id', pre_hook='select 1', meta={'owner': 'ann'}) }}\nselect * from {{ ref('a') }} join {{ ref('e') }} using (id) join {{ source('raw', 'events') }} using (id)",
  "models/e.sql": "{{ config(materialized='ephemeral', alias='eph') }} select 1 as id",
  "models/sources.yml": `
version: 2
sources:
  - name: raw
    schema: main
    tables:
      - name: events
        identifier: raw_events
      - name: lake
        config: {meta: {external_location: "read_csv('data/{name}.csv')"}}
`,
  "seeds/s.csv": "id,name\n1,x\n",
  "macros/own.sql": `
{% macro double(x) %}{{ return(x * 2) }}{% endmacro %}
{% macro shout() %}{{ exceptions.raise_compiler_error("loud") }}{% endmacro %}
`,
};

export const flags = {
  which: "run",
  select: [],
  exclude: [],
  selector: null,
  resourceTypes: [],
  excludeResourceTypes: [],
  indirectSelection: "eager",
  vars: {},
  behavior: {},
  print: true,
  targetPath: null,
  logPath: null,
  partialParse: false,
  warnErrorOptions: { error: [], warn: [], silence: [] },
} as unknown as Flags;

export interface ContextFixture extends AsyncDisposable {
  readonly project: Project;
  readonly adapter: Adapter;
  readonly session: Session;
  readonly run: RunState;
  readonly events: Event[];
  /** What `write()` wrote, by node. */
  readonly written: Map<string, string>;
  /** A context for a node; for `b` when none is named. */
  contextOf(id?: string, run?: RunState): NodeContext;
  /** Renders a template in a context of `b` or in the given one. */
  render(template: string, context?: NodeContext): Promise<string>;
  /** The code of the problem that rendering ends in. */
  failureOf(template: string, context?: NodeContext): Promise<string>;
}

export async function openContextFixture(): Promise<ContextFixture> {
  const dir = writeProject();
  const events: Event[] = [];
  const written = new Map<string, string>();
  const emit = (event: Event): void => void events.push(event);
  const project = await load(dir, emit);
  const { credentials } = project.profile;
  const adapter = await openAdapter("duckdb", { credentials, baseDir: dir });
  const session = await adapter.connect("main");
  await session.execute("create table raw_events as select 1 as id, 'x' as kind");
  await session.execute("create table b as select 1 as id, 2.50::decimal(10,2) as price");
  const seed = new Table(["id"], [ColumnType.integer], () => [[1]]);
  const run = createRunState({
    project,
    adapter,
    emit,
    selected: ["model.shop.b"],
    readSeed: () => Promise.resolve(seed),
    writeRunFile: (id, text) => void written.set(id, text),
  });
  const contextOf = (id = "model.shop.b", of = run): NodeContext => {
    const node = findNode(project.manifest, id);
    if (node === undefined) throw new Error(`no ${id}`);
    return createNodeContext({ run: of, node, session });
  };
  const render = (template: string, context = contextOf()): Promise<string> =>
    context.render(template, "models/b.sql");
  return {
    ...{ project, adapter, session, run, events, written, contextOf, render },
    failureOf: (template, context = contextOf()) => codeOf(render(template, context)),
    async [Symbol.asyncDispose]() {
      await adapter[Symbol.asyncDispose]();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function writeProject(): string {
  const dir = mkdtempSync(join(tmpdir(), "tsdbt-context-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return dir;
}

function load(dir: string, emit: (event: Event) => void): Promise<Project> {
  const env = { DBT_ENV_CUSTOM_ENV_TEAM: "data" };
  const settings = readSettings({ projectDir: dir, workingDir: dir, env, vars: {} });
  const invocation = { id: "the-invocation", startedAt: 1_700_000_000_000 };
  return loadProject({ settings, flags, env, invocation, emit });
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const thrown = await work.then(
    () => "nothing failed",
    (error: unknown) => error,
  );
  let cause: unknown = thrown;
  while (cause instanceof TemplateError && cause.cause !== undefined) cause = cause.cause;
  return cause instanceof Problem ? cause.code : String(cause);
}
