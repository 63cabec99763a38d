/** Renders the Jinja in settings files, with native types: a value that is one expression keeps its type. */
import type { Data, DataObject } from "../../core/data.ts";
import type { Emit } from "../../core/events.ts";
import type { Flags } from "../../core/flags.ts";
import { Problem, throwAll } from "../../core/problem.ts";
import { settingCannotBeRendered } from "../../core/problems/settings-templates.ts";
import {
  Dict,
  Interpreter,
  PyError,
  PySet,
  parseTemplate,
  type Scope,
  TemplateError,
  Tuple,
  Undefined,
  type Value,
} from "../../jinja/index.ts";
import { baseContext, type Invocation } from "./base-context.ts";
import { secretPlaceholder, secretPrefix } from "./context/env-var.ts";
import type { Environment } from "./project-settings.ts";
import { PyDate } from "./python-types/date.ts";
import { PyDateTime } from "./python-types/datetime.ts";
import { KeyedMap } from "./yaml/keyed-map.ts";
import type { YamlDocument, YamlPath } from "./yaml.ts";

/** What the templates of settings files see, besides the names that are always there. */
export interface SettingsContext {
  readonly env: Environment;
  /** `--vars`: the only variables known before the project is read. */
  readonly vars: DataObject;
  readonly target?: DataObject | undefined;
  readonly flags?: Flags | undefined;
  readonly invocation?: Invocation | undefined;
  readonly emit?: Emit | undefined;
  /** Only profiles.yml and packages.yml may read secrets. */
  readonly mayReadSecrets?: boolean | undefined;
}

export interface Renderer {
  /**
   * Renders a tree; parts that `keeps` tells of stay as written.
   * @throws Problems with everything that cannot be rendered
   */
  tree(data: Data, path: YamlPath, keeps?: (path: YamlPath) => boolean): Data;
  /** Environment variables read so far, secrets left out; "" stands for a default taken. */
  readonly envVars: Readonly<Record<string, string>>;
  /** The values of the secrets read so far. */
  readonly secrets: readonly string[];
}

const hasJinja = /\{[{%#]/;

export function settingsRenderer(document: YamlDocument, context: SettingsContext): Renderer {
  const envVars: Record<string, string> = {};
  const secrets = new Set<string>();
  const onEnvVar = (name: string, value: string | undefined): void => {
    if (!name.startsWith(secretPrefix)) envVars[name] = value ?? "";
  };
  let interpreter: Interpreter | undefined;
  const reveal = (text: string): string =>
    text.replace(secretPlaceholder, (whole, name: string) => {
      const value = context.env[name];
      if (value === undefined) return whole;
      secrets.add(value);
      return value;
    });
  const text = (source: string, path: YamlPath): Data => {
    if (!hasJinja.test(source)) return source.replace(/\n$/, "");
    // Most settings are without templates, and what reads those takes a while to load.
    interpreter ??= interpreterOf(context, onEnvVar);
    try {
      const value = interpreter.renderNativeSync(parseTemplate(source, document.file));
      const data = dataFromValue(value);
      return typeof data === "string" ? reveal(data) : data;
    } catch (thrown) {
      throw asProblem(thrown, source, path, document);
    }
  };
  return {
    envVars,
    get secrets() {
      return [...secrets];
    },
    tree: (data, path, keeps = () => false) => renderTree(data, path, keeps, text),
  };
}

function interpreterOf(
  context: SettingsContext,
  onEnvVar: (name: string, value: string | undefined) => void,
): Interpreter {
  const names = baseContext({
    vars: { cliVars: context.vars },
    env: context.env,
    flags: context.flags,
    target: context.target,
    invocation: context.invocation ?? { id: "", startedAt: 0 },
    emit: context.emit ?? (() => undefined),
    onEnvVar,
    secretPlaceholder: context.mayReadSecrets ? (name) => `$$$${name}$$$` : undefined,
  });
  const scope: Scope = { get: (name) => names.get(name) };
  return new Interpreter({ globals: scope });
}

type RenderText = (source: string, path: YamlPath) => Data;

function renderTree(
  data: Data,
  path: YamlPath,
  keeps: (path: YamlPath) => boolean,
  text: RenderText,
): Data {
  const problems: Problem[] = [];
  const visit = (value: Data, at: YamlPath): Data => {
    if (keeps(at)) return value;
    if (typeof value === "string") return attempt(() => text(value, at), problems);
    if (Array.isArray(value)) return value.map((item, index) => visit(item, [...at, index]));
    if (value === null || typeof value !== "object") return value;
    if ("toJSON" in value) return isMoment(value) ? value.toJSON() : value;
    const entries = Object.entries(value).map(([key, item]) => [key, visit(item, [...at, key])]);
    return Object.fromEntries(entries) as DataObject;
  };
  const rendered = visit(data, path);
  throwAll(problems);
  return rendered;
}

const isMoment = (value: object): value is PyDate | PyDateTime =>
  value instanceof PyDate || value instanceof PyDateTime;

/** Collects what is wrong with one value, so that the others are looked at too. */
function attempt(render: () => Data, problems: Problem[]): Data {
  try {
    return render();
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown;
    problems.push(thrown);
    return null;
  }
}

function asProblem(
  thrown: unknown,
  source: string,
  path: YamlPath,
  document: YamlDocument,
): unknown {
  const cause = thrown instanceof TemplateError ? (thrown.cause ?? thrown) : thrown;
  const at = document.locate(path);
  const details = { at, source: document.text };
  if (cause instanceof Problem) {
    return new Problem(cause.code, cause.message, { ...details, hint: cause.hint });
  }
  if (!(thrown instanceof TemplateError || thrown instanceof PyError)) return thrown;
  const message = `\`${source.trim()}\` cannot be rendered: ${thrown.message.replace(/\.$/, "")}.`;
  return settingCannotBeRendered(message, { ...details, hint: thrown.hint });
}

/** Plain data of a rendered value; whole floats and dates stay as they are. */
function dataFromValue(value: Value): Data {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(dataFromValue);
  if (value instanceof Tuple) return value.items.map(dataFromValue);
  if (value instanceof PySet) return [...value.values()].map(dataFromValue);
  if (value instanceof Undefined) return "";
  if (value instanceof Dict) return dataFromDict(value);
  return value as unknown as Data;
}

function dataFromDict(dict: Dict): Data {
  const entries = [...dict.entries()];
  if (entries.every(([key]) => typeof key === "string")) {
    return Object.fromEntries(entries.map(([key, item]) => [key, dataFromValue(item)]));
  }
  const map = new KeyedMap();
  for (const [key, item] of entries) map.set(key, item);
  return map;
}
