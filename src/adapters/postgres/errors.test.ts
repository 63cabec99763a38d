import { expect, test } from "vitest";
import { connectProblem } from "./errors.ts";

test.each([
  ["57P03", "the database system is starting up"],
  ["57P01", "terminating connection due to administrator command"],
])("a server that begins or ends (%s) is not ready, and its own words are kept", (code, words) => {
  const thrown = Object.assign(new Error(words), { code });
  const problem = connectProblem(thrown, { where: "localhost:5432", database: "shop" });
  expect(problem).toMatchObject({ code: "SERVER_NOT_READY", cause: thrown });
  expect(problem.message).toContain(words);
});
