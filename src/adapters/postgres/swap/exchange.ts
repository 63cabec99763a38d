/** Exchanges two relations by their names, and points the views that read the old one to the new one. */
import { Problem } from "../../../core/problem.ts";
import { dependentsInTheWay } from "../../../core/problems/swap.ts";
import type { ExistingRelation } from "../../adapter.ts";
import type { SwapRequest, SwapResult } from "../../swap-request.ts";
import { qualified, quote } from "../quoting.ts";
import { demandBare } from "./demand-bare.ts";
import { withLocks } from "./locks.ts";
import type { Dependent } from "./standing.ts";
import { addKeys, dropKeys, isTable, type Swapping, validation } from "./swapping.ts";

export interface ExchangeOptions {
  /** Dependents that are dropped, with what stands on them. */
  readonly going: readonly Dependent[];
  /** Drop whatever reads the old relation. */
  readonly cascades: boolean;
}

/** Views that cannot be pointed to the new relation: what they read is gone, or has another type. */
export class BrokenViews extends Error {
  readonly views: readonly { readonly view: Dependent; readonly why: string }[];

  constructor(views: BrokenViews["views"]) {
    super(views.map(({ why }) => why).join("\n"));
    this.views = views;
  }
}

/** @throws BrokenViews, after which nothing has changed */
export async function exchange(swapping: Swapping, options: ExchangeOptions): Promise<SwapResult> {
  const { request, standing, old } = swapping;
  const gone = goneWith(swapping, options);
  const remakes = request.onDependents === "rebuild" && !options.cascades;
  if (!request.isDressed) await dressFresh(swapping);
  await withLocks(
    request.run,
    { relation: old, wait: request.wait, nodeId: request.nodeId },
    async ({ before, after }) => {
      const views = standing.dependents.filter((each) => each.isDirect && !gone.includes(each));
      const first = [before, ...rename(swapping, views, options)];
      const last = [...finish(swapping, options), after];
      if (views.length === 0) await request.run([...first, ...last].join("; "));
      else {
        await request.run(first.join("; "));
        await pointToNew(request.run, views);
        await request.run(last.join("; "));
      }
      if (remakes) await remake(swapping, gone);
    },
  );
  return {
    dropped: remakes ? [] : gone.map((each) => ({ ...each, database: request.old.database })),
    afterCommit: validation(swapping),
  };
}

/** With a dependent goes what may stand on it. */
function goneWith({ standing }: Swapping, { going, cascades }: ExchangeOptions): Dependent[] {
  if (cascades) return [...standing.dependents];
  if (going.length === 0) return [];
  return standing.dependents.filter((each) => going.includes(each) || !each.isDirect);
}

/** Views are locked first: their readers take their lock before the table's. */
function rename(
  swapping: Swapping,
  views: readonly Dependent[],
  { going, cascades }: ExchangeOptions,
): string[] {
  const { request, old, fresh } = swapping;
  return [
    ...views.map(({ name, owner }) => `alter view ${name} owner to ${quote(owner)}`),
    ...(cascades ? [] : going.map(({ kind, name }) => `drop ${kind} if exists ${name} cascade`)),
    ...dropKeys(swapping),
    renaming(request.old, old, backupName(request.old)),
    renaming(request.fresh, fresh, request.old.identifier ?? ""),
  ];
}

/** The same where nothing stands on the old table, which the lock keeps so. */
export function bareExchange(old: ExistingRelation, fresh: ExistingRelation): readonly string[] {
  const name = qualified(old);
  return [
    `lock table ${name} in access exclusive mode`,
    demandBare(name),
    `drop table ${name}`,
    renaming(fresh, qualified(fresh), old.identifier ?? ""),
  ];
}

const renaming = (relation: ExistingRelation, from: string, to: string): string =>
  `alter ${sqlKind(relation)} ${from} rename to ${quote(to)}`;

/** At most 63 bytes, as dbt cuts it. */
const backupName = ({ identifier }: ExistingRelation): string =>
  `${(identifier ?? "").slice(0, 63 - "__dbt_backup".length)}__dbt_backup`;

const sqlKind = ({ type }: ExistingRelation): string => type.replaceAll("_", " ");

async function pointToNew(run: SwapRequest["run"], views: readonly Dependent[]): Promise<void> {
  const broken: { view: Dependent; why: string }[] = [];
  for (const view of views) {
    try {
      await run(`savepoint tsdbt_view; ${view.definition}; release savepoint tsdbt_view`);
    } catch (thrown) {
      if (!(thrown instanceof Problem) || !isForView(thrown)) throw thrown;
      await run("rollback to savepoint tsdbt_view; release savepoint tsdbt_view");
      broken.push({ view, why: firstLine(thrown) });
    }
  }
  if (broken.length > 0) throw new BrokenViews(broken);
}

const isForView = ({ code }: Problem): boolean =>
  ["SQL_NAME_NOT_FOUND", "SQL_INVALID", "SQL_BAD_VALUE"].includes(code);

const firstLine = ({ message }: Problem): string => message.split("\n")[0] ?? "";

/** Without `cascade`, the drop is a last check that nothing was overlooked. */
function finish(swapping: Swapping, { cascades }: ExchangeOptions): string[] {
  const { request, standing, old } = swapping;
  const backup = qualified({ ...request.old, identifier: backupName(request.old) });
  const names = standing.belongings.filter(({ kind }) => canHave(request.fresh, kind));
  return [
    `drop ${sqlKind(request.old)} ${backup}${cascades ? " cascade" : ""}`,
    ...names.flatMap(({ kind, rename: sql }) =>
      sql !== null && isKept(request, kind) ? [sql.replaceAll("{old}", old)] : [],
    ),
    ...addKeys(swapping),
    ...(standing.isOwn
      ? []
      : [`alter ${sqlKind(request.fresh)} ${old} owner to ${quote(standing.owner)}`]),
  ];
}

/** Makes dropped dependents again, each after what it reads. */
async function remake(
  { request, standing, old }: Swapping,
  gone: readonly Dependent[],
): Promise<void> {
  for (const each of standing.dependents.filter((dependent) => gone.includes(dependent))) {
    try {
      await request.run([each.definition, ...each.dress].join("; "));
    } catch (thrown) {
      if (!(thrown instanceof Problem) || !isForView(thrown)) throw thrown;
      const obstacle = { what: each.description, owner: each.owner, why: firstLine(thrown) };
      throw dependentsInTheWay(old, [obstacle], request.nodeId);
    }
  }
}

/** Gives the new relation, which nobody sees yet, what the old one has. */
export async function dressFresh({ request, standing, fresh }: Swapping): Promise<void> {
  const wanted = standing.belongings
    .filter(({ kind }) => isKept(request, kind))
    .filter(({ kind }) => !(request.isCopy && (kind === "index" || kind === "constraint")))
    .filter(({ kind }) => canHave(request.fresh, kind))
    .map(({ sql }) => sql.replaceAll("{new}", fresh).replaceAll("{kind}", sqlKind(request.fresh)));
  if (wanted.length > 0) await request.run(wanted.join("; "));
}

/** Views have rights and comments only, and those that keep rows have indexes. */
function canHave(relation: ExistingRelation, kind: string): boolean {
  if (isTable(relation) || kind === "right" || kind === "comment") return true;
  return kind === "index" && relation.type === "materialized_view";
}

function isKept({ keepsIndexes, keepsConstraints }: SwapRequest, kind: string): boolean {
  if (kind === "index") return keepsIndexes;
  return kind === "constraint" ? keepsConstraints : true;
}
