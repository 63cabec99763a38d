/**
 * Reads what a Python model refers to and how it configures itself. Such models stand in the manifest like others, so
 * that a project which has them can be parsed; running them is another matter.
 */
import type { TemplateFacts } from "./facts.ts";
import type { Subject } from "./recorder.ts";
import type { Workspace } from "./workspace.ts";

const call = /\bdbt\.(ref|source|config)\s*\(/g;
const configRead =
  /\bdbt\.(config\.get|config\.meta_get|meta_get)\(\s*(['"])([^'"]+)\2\s*(?:,\s*([^()]*?)\s*)?\)/g;

/**
 * The facts of a Python model.
 * @throws TemplateError when the arguments of a call are no literals
 */
export function readPythonModel(subject: Subject, workspace: Workspace): TemplateFacts {
  const text = withoutComments(subject.node.raw_code);
  const calls = [...text.matchAll(call)].map((match) => {
    const start = match.index + match[0].length - 1;
    return `${match[1] as string}${text.slice(start, closingAt(text, start))}`;
  });
  const template = [...calls, ...keysRead(text)].map((code) => `{{ ${code} }}`).join("");
  return { ...workspace.recorder.recordMore(subject, template), unrenderedCalls: null };
}

/** The config keys that the model reads, which dbt keeps in its config. */
function keysRead(text: string): readonly string[] {
  const reads = [...text.matchAll(configRead)];
  if (reads.length === 0) return [];
  const lists = (isMeta: boolean): readonly [string, string] => {
    const own = reads.filter((match) => (match[1] !== "config.get") === isMeta);
    const keys = own.map((match) => `'${match[3] as string}'`);
    return [keys.join(", "), own.map((match) => match[4] || "None").join(", ")];
  };
  const [keys, defaults] = lists(false);
  const [metaKeys, metaDefaults] = lists(true);
  return [
    `config(config_keys_used=[${keys}], config_keys_defaults=[${defaults}], meta_keys_used=[${metaKeys}], meta_keys_defaults=[${metaDefaults}])`,
  ];
}

/** The text with its comments blanked out, offsets kept. */
const withoutComments = (text: string): string =>
  text.replace(/("""|''')[\s\S]*?\1|(["'])(?:\\.|(?!\2)[^\\\n])*\2|#[^\n]*/g, (part) =>
    part.startsWith("#") || part.startsWith('"""') || part.startsWith("'''")
      ? " ".repeat(part.length)
      : part,
  );

/** Where the parenthesis that opens at `start` is closed, behind it. */
function closingAt(text: string, start: number): number {
  let depth = 0;
  for (const match of text.slice(start).matchAll(/(["'])(?:\\.|(?!\1)[^\\\n])*\1|[()]/g)) {
    if (match[0] === "(") depth++;
    if (match[0] === ")") depth--;
    if (depth === 0) return start + match.index + 1;
  }
  return text.length;
}
