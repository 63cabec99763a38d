import { expect, test } from "vitest";
import { foldersBelowFirst } from "./fqn-folders.ts";

test.each([
  ["models/marts/daily/models.yml", ["marts", "daily"]],
  ["models/models.yml", []],
  ["./models/marts/models.yml", ["marts"]],
  ["././models/./marts//models.yml", ["marts"]],
  ["./models/models.yml", []],
  ["../models/marts/models.yml", ["models", "marts"]],
])("a test written in %s has the folders %j in its fqn", (path, folders) => {
  expect(foldersBelowFirst(path)).toEqual(folders);
});
