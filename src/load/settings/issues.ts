/** Turns what a schema says of untrusted settings into words for the user, each with the path that it is about. */
import type { z } from "zod";
import type { YamlPath } from "../../project/settings/yaml.ts";

export interface Mistake {
  /** Where it stands, from the top of what was checked. */
  readonly path: YamlPath;
  /** Such as `must be one of "json"|"csv"`: what follows a colon. */
  readonly message: string;
  /** The key is not known there. */
  readonly unknownKey?: string;
}

export const mistakesOf = (error: z.ZodError): Mistake[] =>
  error.issues.flatMap((issue) => mistakesIn(issue));

function mistakesIn(issue: z.core.$ZodIssue): Mistake[] {
  const path = issue.path.filter((step) => typeof step !== "symbol");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `the key "${key}" is unknown`,
      unknownKey: key,
    }));
  }
  return [{ path, message: messageOf(issue) }];
}

function messageOf({ message }: z.core.$ZodIssue): string {
  if (message.endsWith("received undefined")) return "it is missing";
  return message.replace(/^./, (letter) => letter.toLowerCase()).replace(/^invalid input: /, "");
}
