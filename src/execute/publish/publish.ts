/**
 * Puts everything that a run has built in the place of what was there, in one transaction: tables are exchanged, views
 * are written anew. Rights and comments come with it.
 */
import type { RelationName } from "../../adapters/adapter.ts";
import { type Problem, problemWith } from "../../core/problem.ts";
import { sqlCancelled } from "../../core/problems/database.ts";
import type { Relation } from "../../project/context/relation.ts";
import {
  applyGrants,
  createIndexes,
  dropRelation,
  existingRelation,
  type Job,
  persistDocs,
  renameRelation,
  statement,
} from "../materializations/job.ts";
import { replaceRelation } from "../materializations/replace.ts";
import { swapped, swapRequest, swapWaitOf } from "../materializations/swap.ts";
import { templateProblemIn } from "../template-problem.ts";
import type { AuditedNode } from "./audit.ts";
import { type AuditWork, builtRelation, isChanged, liveJob, refill } from "./copies.ts";
import { rebind } from "./rebind.ts";
import { boundViews, renamedIn } from "./views.ts";

/** One node on its way. */
interface Step {
  readonly job: Job;
  /** What the run has built. */
  readonly fresh: Relation;
  readonly existing: Relation | undefined;
  /** A view that is written anew, instead of being exchanged. */
  readonly isWritten: boolean;
  /** The old table stays; it has got the rows of the new one. */
  readonly isKept: boolean;
}

/** @throws Problem, after which nothing has changed */
export async function publish(
  work: AuditWork,
  signal: AbortSignal | undefined,
): Promise<Publication> {
  const session = await work.sessions.main();
  for (const each of [work.building, work.live]) await refill(each, work.audit, session);
  await session.begin();
  try {
    const together = work.live.run.adapter.swapTogether !== undefined;
    const steps = together ? await swapAll(work) : await oneByOne(work);
    for (const step of steps) await finish(step);
    if (signal?.aborted) throw sqlCancelled({});
    await session.commit();
    return { count: steps.length, warnings: await afterCommit(steps) };
  } finally {
    if (session.inTransaction) await session.rollback();
  }
}

export interface Publication {
  /** How many relations. */
  readonly count: number;
  readonly warnings: readonly Problem[];
}

/** Where views know what they read by its name: first the tables, then the views. */
async function oneByOne(work: AuditWork): Promise<readonly Step[]> {
  const steps = await stepsOf(work, {
    named: (text) => work.audit.published(text),
    isWritten: (_, { parts }) => parts.type === "view",
    isKept: () => false,
  });
  for (const step of steps) if (!step.isWritten) await replaceTable(step);
  for (const step of steps) if (step.isWritten) await writeView(step);
  await dropAll(steps.filter(({ isWritten }) => isWritten));
  return steps;
}

const replaceTable = (step: Step): Promise<void> =>
  ofNode(step, async () => {
    const { job, existing, fresh } = step;
    if (existing !== undefined) await dropRelation(job, existing);
    await renameRelation(job, fresh, targetOf(step));
    await createIndexes(job, targetOf(step));
  });

/**
 * Where views follow what they read when it is renamed: first the views, which then read the new tables under their
 * other names, so that no table is exchanged with a view of this run still on it.
 */
async function swapAll(work: AuditWork): Promise<readonly Step[]> {
  const bound = boundViews(work.audit);
  const isWritten: Naming["isWritten"] = ({ node }, { parts }) =>
    parts.type === "view" && node.config.materialized === "view" && !bound.has(node.unique_id);
  const views = work.audit.nodes.filter(
    (each) => each.node.config.materialized === "view" && !bound.has(each.node.unique_id),
  );
  const naming = { named: renamedIn(views), isWritten, isKept: () => false };
  const session = await work.sessions.main();
  let steps = await stepsOf(work, naming);
  await dropAll(steps.filter((step) => step.isWritten));
  const exchanged = steps.filter(({ isWritten: written, existing }) => !written && existing);
  const { swapTogether } = work.live.run.adapter;
  const results = await swapTogether?.({
    run: runOf(steps),
    wait: Math.max(0, ...steps.map(({ job }) => swapWaitOf(job))),
    swaps: exchanged
      .toReversed()
      .map(({ job, fresh, existing }) => swapRequest(job, fresh, existing ?? fresh)),
    changed: steps.flatMap((step) => (step.isWritten && step.existing ? [step.existing.name] : [])),
    rebind: (kept) => rebind(work, keptOf(work, kept)),
    async first(names) {
      // Another attempt begins where the first one did.
      await refill(work.live, work.audit, session);
      const kept = keptOf(work, names);
      const isKept: Naming["isKept"] = (each) => kept.includes(each);
      const named = renamedIn([...views, ...kept]);
      steps = await stepsOf(work, { named, isWritten, isKept });
      for (const step of steps) if (step.isWritten) await writeView(step);
      for (const step of steps) if (!step.isWritten && !step.existing) await appear(step);
    },
  });
  const [any] = steps;
  for (const result of results ?? []) if (any !== undefined) swapped(any.job, result);
  await dropAll(steps.filter((step) => step.isKept));
  return steps;
}

const keptOf = ({ audit }: AuditWork, kept: readonly RelationName[]): readonly AuditedNode[] =>
  audit.nodes.filter(({ live: { name } }) =>
    kept.some(({ schema, identifier }) => schema === name.schema && identifier === name.identifier),
  );

const writeView = (step: Step): Promise<void> =>
  ofNode(step, () => replaceRelation(step.job, targetOf(step), step.existing));

/** Takes nobody's place. */
const appear = (step: Step): Promise<void> =>
  ofNode(step, () => renameRelation(step.job, step.fresh, targetOf(step)));

async function dropAll(steps: readonly Step[]): Promise<void> {
  for (const step of steps.toReversed()) await dropFresh(step);
}

/** Without `cascade`: nothing that counts may stand on it. */
const dropFresh = (step: Step): Promise<void> =>
  ofNode(step, async () => {
    const { job, fresh } = step;
    await statement(job, `drop ${step.isWritten ? "view" : "table"} ${fresh.text}`);
  });

const finish = (step: Step): Promise<void> =>
  ofNode(step, async () => {
    const { job, existing } = step;
    await applyGrants(job, targetOf(step), existing, job.publication?.isCopy !== true);
    await persistDocs(job, targetOf(step));
  });

/** A problem belongs to the node at which it came up. */
async function ofNode({ job: { node } }: Step, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const problem = templateProblemIn(thrown, node.unique_id);
    if (problem === undefined) throw thrown;
    throw problemWith(problem, { nodeId: problem.nodeId ?? node.unique_id });
  }
}

async function afterCommit(steps: readonly Step[]): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const task of steps.flatMap(({ job }) => job.afterCommit)) {
    const problem = await task();
    if (problem !== undefined) problems.push(problem);
  }
  return problems;
}

const targetOf = ({ job, fresh }: Step): Relation => job.self.with({ type: fresh.parts.type });

function runOf([first]: readonly Step[]): Job["context"]["execute"] {
  if (first === undefined) throw new Error("Bug: there is nothing to publish");
  return (sql, options) => first.job.context.execute(sql, options);
}

interface Naming {
  /** The SQL of a view with the names that it is to read. */
  named(text: string): string;
  isWritten(each: AuditedNode, fresh: Relation): boolean;
  isKept(each: AuditedNode): boolean;
}

/** Each node that has left a relation, in the order of the graph. */
async function stepsOf(work: AuditWork, { named, isWritten, isKept }: Naming): Promise<Step[]> {
  const { compiled } = work.building.compiler;
  const steps: Step[] = [];
  for (const each of work.audit.nodes) {
    const fresh = builtRelation(work, each);
    if (fresh === undefined) continue;
    const compilation = compiled.get(each.node.unique_id);
    const job = await liveJob(
      work,
      each.node,
      compilation && {
        ...compilation,
        compiled_code: named(compilation.compiled_code),
        relation_name: each.live.text,
      },
    );
    steps.push({
      job: { ...job, publication: { isCopy: await isChanged(work, each) } },
      fresh,
      existing: await existingRelation(job, job.self),
      isWritten: isWritten(each, fresh),
      isKept: isKept(each),
    });
  }
  return steps;
}
