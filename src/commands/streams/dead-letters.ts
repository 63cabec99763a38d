/** `tsdbt stream dlq list` and `dlq retry`: records that could not be read, and another attempt at them. */
import { counted } from "../../core/counted.ts";
import { type LetterPlace, retryDeadLetters } from "../../load/landing/retry-dead-letters.ts";
import type { LandedBatch } from "../../load/landing.ts";
import { type DeadLetter, listDeadLetters } from "../../load/ledger/dead-letters.ts";
import type { CommandResult, Context } from "../context.ts";
import { loadProjectOf } from "../load.ts";
import { leaseMs, momentOf, withLandings, withLeases } from "./books.ts";
import { openStreamDatabase } from "./database.ts";
import { decoderOf } from "./decoder.ts";
import { inlineWork } from "./inline-work.ts";
import { streamsOf } from "./streams-of.ts";

export interface DeadLetterOptions {
  /** Only letters with this code, such as BAD_CAST. */
  readonly error: string | undefined;
  readonly limit: number;
  readonly output: "json" | "text";
}

/** @throws Problems of the project, the selection, the settings and the database */
export async function listLetters(
  context: Context,
  { error: code, limit, output }: DeadLetterOptions,
): Promise<CommandResult> {
  const project = await loadProjectOf(context);
  const streams = streamsOf(context, project);
  await using database = openStreamDatabase(context, project, false);
  const say = (text: string) => context.emit({ type: "output", name: "PrintEvent", text });
  await withLandings(context, await database.open(), streams, async ({ ledger }, { stream }) => {
    const letters = await listDeadLetters(ledger, { stream: stream.name, code, limit });
    for (const letter of letters) {
      const shown = { stream: stream.name, ...letter, value: valueText(letter) };
      say(output === "json" ? JSON.stringify(shown) : letterText(stream.name, letter));
    }
    if (letters.length === 0 && output === "text") say(`${stream.name}: no dead letters`);
  });
  return { success: true };
}

const valueText = ({ value }: DeadLetter): string | null =>
  value === null ? null : Buffer.from(value).toString("utf8");

/** As much of a value as a line of a terminal holds. */
const shownLength = 120;

function letterText(stream: string, letter: DeadLetter): string {
  const { partition, offset, code, error, retriedIn } = letter;
  const value = (valueText(letter) ?? "null").replaceAll(/\s+/g, " ").slice(0, shownLength);
  const retried = retriedIn === undefined ? "" : ` (a row since batch ${retriedIn})`;
  return `${stream} ${partition}:${offset}  ${code}: ${error}${retried}\n    ${value}`;
}

/** Tries letters again, in transactions of so many; inline models see the rows that come of them. */
export async function retryLetters(
  context: Context,
  { error: code, limit }: DeadLetterOptions,
): Promise<CommandResult> {
  const project = await loadProjectOf(context);
  const streams = streamsOf(context, project);
  await using database = openStreamDatabase(context, project, false);
  const adapter = await database.open();
  await withLeases(context, adapter, streams, async (landing, lease, { stream, connection }) => {
    const decoder = decoderOf(database, { stream, connection }, () => momentOf(context));
    const inBatch = inlineWork(context, { project, database, stream });
    let after: LetterPlace | undefined;
    let tried = 0;
    let rows = 0;
    do {
      const request = {
        landing,
        lease,
        decoder,
        code,
        limit,
        leaseMs,
        now: () => momentOf(context),
        inBatch: (batch: LandedBatch) => inBatch(landing.ledger.session, batch),
      };
      const done = await retryDeadLetters(request, after);
      tried += done.tried;
      rows += done.batch.rows;
      after = done.after;
    } while (after !== undefined);
    const message = `${stream.name}: ${rows} of ${counted(tried, "dead letter")} became rows`;
    context.emit({ type: "note", name: "DeadLettersRetried", message });
  });
  return { success: true };
}
