/** Makes the schemas that the run's relations go to, before the first node runs. */
import type { Session } from "../adapters/adapter.ts";
import { isEphemeral, type ManifestNode } from "../core/nodes.ts";
import { schemaNotCreated } from "../core/problems/execute.ts";
import { relationOfNode } from "../project/context/relation.ts";
import type { NodeWork } from "./node-work.ts";
import type { Plan } from "./plan.ts";
import type { SessionPool } from "./sessions.ts";
import { templateProblemIn } from "./template-problem.ts";

/**
 * Makes what is missing, and tells the cache what is there.
 * @throws Problem when a schema cannot be made
 */
export async function createSchemas(
  work: NodeWork,
  plan: Plan,
  sessions: SessionPool,
): Promise<void> {
  const needed = neededSchemas(work, plan);
  if (needed.length === 0) return;
  const session = await sessions.main();
  const existing = new Map<string, ReadonlySet<string>>();
  for (const { database, schema, node } of needed) {
    const known = existing.get(database) ?? (await schemasOf(work, session, database));
    existing.set(database, known);
    if (!known.has(schema.toLowerCase())) await createSchema(work, session, node);
  }
  await work.run.cache.fill(session, needed);
}

interface NeededSchema {
  readonly database: string;
  readonly schema: string;
  /** One of the nodes that go there. */
  readonly node: ManifestNode;
}

function neededSchemas({ run }: NodeWork, plan: Plan): NeededSchema[] {
  const needed = new Map<string, NeededSchema>();
  for (const id of plan.dependsOn.keys()) {
    const node = run.project.manifest.nodes[id];
    if (node === undefined || !isRelational(node, run.project.flags.storeFailures)) continue;
    const { database, schema } = node;
    needed.set(`${database}\u0000${schema}`.toLowerCase(), { database, schema, node });
  }
  return [...needed.values()];
}

/** Whether the node leaves something in the database: tests do only when their failures are stored. */
export function isRelational(node: ManifestNode, storeFailures: boolean): boolean {
  if (node.resource_type === "test") return node.config.store_failures ?? storeFailures;
  return (
    ["model", "seed", "snapshot", "function"].includes(node.resource_type) && !isEphemeral(node)
  );
}

async function schemasOf(
  { run }: NodeWork,
  session: Session,
  database: string,
): Promise<ReadonlySet<string>> {
  const schemas = await run.adapter.listSchemas(session, database);
  return new Set(schemas.map((schema) => schema.toLowerCase()));
}

/** By the macro `create_schema`, which the project may have overridden. */
async function createSchema(
  { run, contextFor }: NodeWork,
  session: Session,
  node: ManifestNode,
): Promise<void> {
  const { quoting } = run.project.settings;
  const relation = relationOfNode(node, { dialect: run.dialect, quoting });
  const schema = relation.with({
    identifier: null,
    includePolicy: { ...relation.parts.includePolicy, identifier: false },
  });
  try {
    const { called, callMacro } = contextFor(node, session);
    called.countAt(undefined); // it is the engine that calls, not the node
    await callMacro("create_schema", [schema]);
    if (session.inTransaction) await session.commit();
  } catch (thrown) {
    if (session.inTransaction) await session.rollback();
    const problem = templateProblemIn(thrown, node.unique_id);
    throw problem === undefined ? thrown : schemaNotCreated(schema.text, problem);
  }
}
