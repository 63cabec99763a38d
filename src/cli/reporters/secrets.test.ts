import { expect, test } from "vitest";
import { makeSecrets } from "./secrets.ts";

test("secret variables and added values are hidden wherever they stand", () => {
  const secrets = makeSecrets({ DBT_ENV_SECRET_TOKEN: "abc123", DBT_ENV_OTHER: "shown" });
  secrets.add(["hunter2", ""]);
  expect(secrets.hide("abc123 shown hunter2/abc123")).toBe("***** shown *****/*****");
});
