/** What two versions of a file's facts have in common: compared as text, part by part. Pure. */
import type { MacroFileFacts, TemplateFileFacts } from "./facts.ts";

/** All that a macro file says but the macros' texts and where they stand. */
export const shapeOfMacros = ({ macros }: MacroFileFacts): string =>
  JSON.stringify(macros.map(({ text: _, offset: __, ...shape }) => shape));

/** All that a file's templates say but their texts and what they rest on. */
export const shapeOfTemplates = ({ templates }: TemplateFileFacts): string =>
  JSON.stringify(templates.map(({ name, facts: { basis: _, ...said } }) => [name, said]));

export const textOf = ({ checksum, templates }: TemplateFileFacts): string =>
  JSON.stringify([checksum, templates.map(({ text }) => text)]);

export const ranIn = ({ templates }: TemplateFileFacts): Set<string> =>
  new Set(templates.flatMap(({ facts }) => facts.basis?.ran ?? []));
