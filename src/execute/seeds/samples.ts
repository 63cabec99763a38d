/** The first rows of loaded seeds, for `seed --show`. */
import type { Emit } from "../../core/events.ts";
import type { Seed } from "../../core/nodes.ts";
import type { Outcome } from "../../core/outcomes.ts";
import { printedTable } from "../../project/context/agate/print.ts";
import type { Table } from "../../project/context/agate/table.ts";

export interface SeedSamples {
  /** Keeps what is to be shown of a seed. */
  add(seed: Seed, table: Table): void;
  /** Shows it, of the seeds that were loaded. */
  tell(outcomes: readonly Outcome[], emit: Emit): void;
}

const printed = {
  maxRows: 10,
  maxColumns: Number.POSITIVE_INFINITY,
  maxColumnWidth: 20,
  maxPrecision: 3,
};

export function createSeedSamples(): SeedSamples {
  const samples = new Map<string, { readonly header: string; readonly text: string }>();
  return {
    add(seed, table) {
      const header = `First rows of table: ${seed.schema}.${seed.alias}`;
      samples.set(seed.unique_id, { header, text: printedTable(table, printed) });
    },
    tell(outcomes, emit) {
      const line = (message: string) => emit({ type: "note", name: "Formatting", message });
      for (const { nodeId, status } of outcomes) {
        const sample = samples.get(nodeId);
        if (sample === undefined || status !== "success") continue;
        const { header, text } = sample;
        line("");
        emit({ type: "note", name: "SeedHeader", message: header, data: { header } });
        line("-".repeat(header.length));
        emit({ type: "output", name: "PrintEvent", text: text.trimEnd() });
        line("");
      }
    },
  };
}
