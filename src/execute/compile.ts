/** Turns a node's template into the SQL that runs: renders it and puts the ephemeral models that it reads in front. */
import type { Session } from "../adapters/adapter.ts";
import { isEphemeral, isGenericTest, type ManifestNode, type Model } from "../core/nodes.ts";
import { parseTemplate, type Template } from "../jinja/index.ts";
import type { Project } from "../project/load.ts";
import type { NodeContext } from "./context/node-context.ts";
import { type Cte, cteText, injectCtes } from "./ctes.ts";
import { createPlainTests } from "./data-tests/plain-tests.ts";
import { bindTestArguments } from "./data-tests/test-arguments.ts";
import { hasForeignKeys, renderedContract } from "./foreign-keys.ts";
import type { TargetFiles } from "./target-files.ts";
import { targetPathOf } from "./target-paths.ts";

/** What compiling adds to a node, with the manifest's field names. */
export interface CompiledNode {
  readonly compiled: boolean;
  readonly compiled_code: string | null;
  readonly extra_ctes_injected: boolean;
  readonly extra_ctes: readonly Cte[];
  /** Relative to the project's root where the target folder is. */
  readonly compiled_path: string | null;
  readonly relation_name?: string | null;
  readonly columns?: Model["columns"];
  readonly constraints?: Model["constraints"];
}

/** The compiled node, and its SQL before the ephemeral models were put in front of it. */
export interface Compilation extends CompiledNode {
  readonly compiled_code: string;
  readonly own: string;
}

export interface Compiler {
  /**
   * Renders the node's template in its context and writes the result below `target/compiled/`.
   * @param batch the name of a microbatch
   * @throws Problem with its place in the template
   */
  compile(node: ManifestNode, context: NodeContext, batch?: string): Promise<Compilation>;
  /** Adds what a node's query reads of ephemeral models, which are compiled once for all. */
  withEphemerals(sql: string, context: NodeContext): Promise<InjectedQuery>;
  /** Writes compiled SQL that was made elsewhere. */
  write(path: string, sql: string): void;
  /** Everything compiled so far, by node id. */
  readonly compiled: ReadonlyMap<string, Compilation>;
}

export interface InjectedQuery {
  readonly sql: string;
  readonly ctes: readonly Cte[];
}

export interface CompilerOptions {
  readonly project: Project;
  readonly files: TargetFiles;
  /** A context for an ephemeral model; it uses the session of the node that reads the model. */
  readonly contextFor: (node: ManifestNode, session: Session) => NodeContext;
}

const noCtes: readonly Cte[] = [];

/** A compiler for one run. */
export function createCompiler({ project, files, contextFor }: CompilerOptions): Compiler {
  const compiled = new Map<string, Compilation>();
  const ephemerals = new Map<string, Promise<Compilation>>();
  const plainTestSql = createPlainTests(() => project.macros);
  const inject = project.flags.injectEphemeralCtes;

  async function compile(
    node: ManifestNode,
    context: NodeContext,
    batch?: string,
  ): Promise<Compilation> {
    const known = node.resource_type === "model" && ephemerals.get(node.unique_id);
    if (known) return await known;
    const work = render(node, context, batch);
    if (isEphemeral(node)) ephemerals.set(node.unique_id, work);
    return await work;
  }

  async function render(
    node: ManifestNode,
    context: NodeContext,
    batch: string | undefined,
  ): Promise<Compilation> {
    const own = await ownSql(node, context);
    const { sql, ctes } =
      context.ephemerals.size === 0
        ? { sql: own, ctes: noCtes }
        : await withEphemerals(own, context);
    const path = targetPathOf(node, "compiled", project.settings.targetPath, batch);
    if (sql !== "") files.write(path, sql);
    const compilation: Compilation = {
      compiled: true,
      compiled_code: sql,
      extra_ctes_injected: inject,
      extra_ctes: ctes,
      compiled_path: sql === "" ? null : path,
      own,
    };
    const whole = hasForeignKeys(node)
      ? { ...compilation, ...(await renderedContract(node, context)) }
      : compilation;
    compiled.set(node.unique_id, whole);
    return whole;
  }

  async function ownSql(node: ManifestNode, context: NodeContext): Promise<string> {
    if (isGenericTest(node)) {
      const known = await plainTestSql(node, context);
      if (known !== undefined) return known;
      await bindTestArguments(node, context);
    }
    return await context.interpreter.render(templateOf(project, node));
  }

  async function withEphemerals(sql: string, context: NodeContext): Promise<InjectedQuery> {
    if (!inject || context.ephemerals.size === 0) return { sql, ctes: [] };
    const ctes = new Map<string, Cte>();
    for (const id of context.ephemerals) {
      const node = ephemeralNode(project, id);
      const compilation = await compile(node, contextFor(node, context.session));
      for (const cte of compilation.extra_ctes) ctes.set(cte.id, ctes.get(cte.id) ?? cte);
      ctes.set(id, ctes.get(id) ?? { id, sql: cteText(node.alias, compilation.own) });
    }
    return { sql: injectCtes(sql, [...ctes.values()]), ctes: [...ctes.values()] };
  }

  return { compile, withEphemerals, compiled, write: files.write };
}

function ephemeralNode(project: Project, id: string): Model {
  const node = project.manifest.nodes[id];
  if (node?.resource_type !== "model") throw new Error(`Bug: ${id} is no ephemeral model`);
  return node;
}

/** A test of a YAML file has no template of its own there: its text is made from the definition. */
export function templateOf(project: Project, node: ManifestNode): Template {
  const source = project.sourceOf(node);
  if (isGenericTest(node)) return parseTemplate(node.raw_code, source.file);
  // The file is read only when an error has to be placed in it.
  const place = () => {
    const { text, offset } = source;
    return text.startsWith(node.raw_code, offset)
      ? { offset, fileSource: text }
      : { offset: 0, fileSource: node.raw_code };
  };
  return parseTemplate(node.raw_code, source.file, { place });
}
