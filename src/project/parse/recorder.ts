/**
 * Renders templates to see what they ask for: which nodes they `ref`, how they configure themselves, which macros they
 * call. What they render to is thrown away, nothing reaches a database, and `execute` is false.
 */
import type { Data, DataObject } from "../../core/data.ts";
import type { RefArgs } from "../../core/nodes.ts";
import {
  Dict,
  Interpreter,
  type MacroDefinition,
  parseTemplate,
  type Scope,
  type Template,
  toValue,
  type Value,
} from "../../jinja/index.ts";
import type { MacroSet } from "../macros/macro-set.ts";
import type { MacroSource } from "../macros/macro-source.ts";
import { isDataObject } from "../settings/data-object.ts";
import type { DraftNode } from "./draft.ts";
import type { TemplateFacts } from "./facts.ts";
import { createForesight } from "./foreseen/template.ts";
import { hasJinja, renderedPlain } from "./render-entry.ts";
import { testNamespace } from "./test-namespace.ts";
import { firstConfigCall } from "./unrendered-config.ts";
import { dataOf } from "./value-data.ts";

/** What a template notes while it is rendered. */
export interface Notes {
  readonly refs: RefArgs[];
  readonly sources: string[][];
  readonly metrics: string[][];
  readonly functions: string[][];
  readonly calls: DataObject[];
  /** Whether `config()` was called, with arguments or without. */
  configured: boolean;
  readonly macros: Set<string>;
  readonly ran: Set<string>;
  readonly vars: Map<string, string>;
  readonly env: Map<string, string | null>;
  settings: boolean;
  flags: boolean;
}

export interface Subject {
  readonly node: DraftNode;
  /** As messages name it. */
  readonly file: string;
  readonly fileText: string;
  readonly offset: number;
}

/** The names of a node's template. */
export interface NodeNames {
  readonly all: Scope;
  readonly withoutMacros: Scope;
}

/** The names that templates see, which note what is asked of them. */
export interface ParseNames {
  forNode(node: DraftNode, notes: Notes): NodeNames;
  /** Names of a properties file of that package. */
  forYaml(packageName: string, notes: Notes): Scope;
  /** Names of a `generate_*_name` macro. */
  forNaming(macro: MacroSource, notes: Notes): Scope;
}

export interface Recorder {
  /** What `record` would give, where the text alone tells it. */
  foresee(node: Pick<DraftNode, "raw_code" | "package_name">): TemplateFacts | undefined;
  /** @throws TemplateError, and what the natives throw */
  record(subject: Subject): TemplateFacts;
  /** Renders the arguments of a generic test as dbt does, then its call. */
  recordTest(subject: Subject, kwargs: DataObject, macroId: string): TemplateFacts;
  /** Renders a text on top of what a node's own template noted: its hooks. */
  recordMore(subject: Subject, text: string): TemplateFacts;
  /** Renders Jinja in YAML to a value. */
  renderYaml(text: string, packageName: string, file: string): Data;
  yamlInterpreter(packageName: string): Interpreter;
  namingScope(macro: MacroSource): Scope;
  /** What properties files and naming macros read of the environment and flags; templates keep their own notes. */
  readonly shared: Pick<Notes, "env" | "flags">;
}

export function createRecorder(names: ParseNames, macros: MacroSet): Recorder {
  const shared = newNotes();
  const foresee = createForesight(macros);
  const yaml = new Map<string, Interpreter>();
  const yamlInterpreter = (packageName: string): Interpreter => {
    const known = yaml.get(packageName);
    if (known !== undefined) return known;
    const made = new Interpreter({ globals: names.forYaml(packageName, shared) });
    yaml.set(packageName, made);
    return made;
  };
  const handedOut = new Map<MacroDefinition, MacroSource>();
  const handOut = (macro: MacroSource): Value => {
    handedOut.set(macro.definition, macro);
    return macro.definition;
  };
  const sourceOf: SourceOf = (definition) =>
    handedOut.get(definition) ?? macros.sourceOf(definition);
  const start = (node: DraftNode) => {
    const notes = newNotes();
    return { notes, interpreter: recording(names.forNode(node, notes).all, notes, sourceOf) };
  };
  const startTest = (node: DraftNode, macroId: string, extra: ReadonlyMap<string, Value>) => {
    const notes = newNotes();
    const { all, withoutMacros } = names.forNode(node, notes);
    const visible = testNamespace(macroId, macros, handOut);
    // Macros see everything; only the test's own template is kept short.
    const globals: Scope = {
      get: (name) =>
        interpreter.macroStack.length > 0
          ? all.get(name)
          : (extra.get(name) ?? visible.get(name) ?? withoutMacros.get(name)),
    };
    const interpreter: Interpreter = recording(globals, notes, sourceOf);
    return { notes, interpreter };
  };
  const render = (interpreter: Interpreter, text: string, { file, fileText, offset }: Subject) =>
    interpreter.renderSync(parseTemplate(text, file, { offset, fileSource: fileText }));

  return {
    foresee: ({ raw_code, package_name }) => foresee(raw_code, package_name),
    record(subject) {
      const { notes, interpreter } = start(subject.node);
      const template = parse(subject);
      interpreter.renderSync(template);
      return factsOf(notes, unrendered(notes, template));
    },
    recordMore(subject, text) {
      const { notes, interpreter } = start(subject.node);
      render(interpreter, text, subject);
      return factsOf(notes, null);
    },
    recordTest(subject, kwargs, macroId) {
      const extra = new Map<string, Value>();
      const { notes, interpreter } = startTest(subject.node, macroId, extra);
      extra.set("_dbt_generic_test_kwargs", renderTestArguments(kwargs, interpreter, subject.file));
      const template = parse(subject);
      interpreter.renderSync(template);
      return factsOf(notes, unrendered(notes, template));
    },
    renderYaml: (text, packageName, file) =>
      hasJinja(text)
        ? dataOf(yamlInterpreter(packageName).renderNativeSync(parseTemplate(text, file)))
        : renderedPlain(text),
    shared,
    yamlInterpreter,
    namingScope: (macro) => names.forNaming(macro, shared),
  };
}

function newNotes(): Notes {
  return {
    refs: [],
    sources: [],
    metrics: [],
    functions: [],
    calls: [],
    configured: false,
    macros: new Set(),
    ran: new Set(),
    vars: new Map(),
    env: new Map(),
    settings: false,
    flags: false,
  };
}

type SourceOf = (definition: MacroDefinition) => MacroSource | undefined;

/** Only macros that the template itself calls count as its dependencies. */
function noteMacro(macro: MacroDefinition, depth: number, notes: Notes, sourceOf: SourceOf): void {
  const source = sourceOf(macro);
  if (source === undefined) return;
  notes.ran.add(source.id);
  if (depth === 0) notes.macros.add(source.id);
}

/** dbt looks at the text only when `config()` was really called. */
const unrendered = (notes: Notes, template: Template): DataObject | null =>
  notes.configured ? firstConfigCall(template) : null;

const recording = (globals: Scope, notes: Notes, sourceOf: SourceOf): Interpreter =>
  new Interpreter({
    globals,
    undefinedIs: "permissive",
    onMacroCall: (macro, depth) => noteMacro(macro, depth, notes, sourceOf),
  });

const parse = ({ node, file, fileText, offset }: Subject) =>
  parseTemplate(node.raw_code, file, { offset, fileSource: fileText });

function factsOf(notes: Notes, unrendered: DataObject | null): TemplateFacts {
  return {
    refs: notes.refs,
    sources: notes.sources,
    metrics: notes.metrics,
    functions: notes.functions,
    calls: notes.calls,
    unrenderedCalls: unrendered,
    readStatically: false,
    macros: [...notes.macros],
    basis: {
      ran: [...notes.ran],
      vars: Object.fromEntries(notes.vars),
      env: Object.fromEntries(notes.env),
      settings: notes.settings,
      flags: notes.flags,
    },
  };
}

/** Text in a test's arguments that dbt takes for a call. */
export const looksLikeCall = /^\s*(env_var|ref|var|source|doc)\s*\(.+\)\s*$/;

/** Text in a test's arguments is rendered; text that looks like a `ref` is one. Column names are left alone. */
function renderTestArguments(kwargs: DataObject, interpreter: Interpreter, file: string): Value {
  const render = (value: Data, path: readonly string[]): Value => {
    if (Array.isArray(value))
      return value.map((item, index) => render(item, [...path, String(index)]));
    if (isDataObject(value))
      return Dict.of(
        Object.entries(value).map(([key, item]) => [key, render(item, [...path, key])]),
      );
    if (typeof value !== "string" || (path.length === 1 && path[0] === "column_name"))
      return toValue(value);
    const text = looksLikeCall.test(value) ? `{{ ${value} }}` : value;
    return hasJinja(text)
      ? interpreter.renderNativeSync(parseTemplate(text, file))
      : renderedPlain(text);
  };
  return render(kwargs, []);
}
