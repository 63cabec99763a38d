import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const script = new URL("../../scripts/derive-sync-jinja.mjs", import.meta.url).href;
const { derivedFiles, syncForm } = (await import(script)) as {
  derivedFiles: string[];
  syncForm: (name: string) => string;
};

test.each(derivedFiles)(
  "the sync form of %s is the one derived from the suspending form",
  (name) => {
    const committed = readFileSync(new URL(`evaluate/sync/${name}`, import.meta.url), "utf8");
    expect(committed).toBe(syncForm(name));
  },
);
