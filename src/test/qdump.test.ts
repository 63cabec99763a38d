import { writeFileSync } from "node:fs";
import { test } from "vitest";
import { commandLineMistakes } from "./problems/command-line.ts";
import { contextMistakes } from "./problems/context.ts";
import { executionMistakes } from "./problems/execution.ts";
import { makeMistake, placeOfProblem } from "./problems/mistake.ts";
import { propertiesMistakes } from "./problems/properties.ts";
import { referenceMistakes } from "./problems/references.ts";
import { reportMistakes } from "./problems/report.ts";
import { settingsMistakes } from "./problems/settings.ts";
import { testMistakes } from "./problems/tests.ts";
const all = { settingsMistakes, referenceMistakes, propertiesMistakes, testMistakes, contextMistakes, executionMistakes, commandLineMistakes, reportMistakes };
test("dump", async () => {
  let out = "";
  for (const [group, mistakes] of Object.entries(all)) {
    if (process.env.ONLY && !process.env.ONLY.includes(group)) continue;
    for (const m of mistakes) {
      if (process.env.CODES && !process.env.CODES.split(",").includes(m.code)) continue;
      const { problems, exitCode } = await makeMistake(m);
      const told = problems.map((p) => ({ t: `${p.code} ${placeOfProblem(p)}`, m: p.message, h: p.hint }));
      const hit = told.find((x) => x.t.split(" ")[0] === m.code);
      out += `${hit ? "HIT " : "MISS"} [${exitCode}] ${m.code} want ${m.place}\n${(hit ? [hit] : told).map((x) => `      ${x.t} | ${x.m}`).join("\n")}\n`;
    }
  }
  writeFileSync("/tmp/q-told.txt", out);
}, 300000);
