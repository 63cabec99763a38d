/** A macro's entry in the manifest, before properties files have said more of it. */
import type { Macro } from "../../core/nodes.ts";

/** What a macro's file tells of it. */
export interface WrittenMacro {
  readonly name: string;
  readonly packageName: string;
  /** From the package's root. */
  readonly path: string;
  /** From the tag that begins it to the one that ends it. */
  readonly text: string;
  readonly parameters: readonly string[];
  /** Of a materialization. */
  readonly languages: readonly string[] | null;
  /** Seconds since 1970. */
  readonly createdAt: number;
}

export function macroNode(macro: WrittenMacro): Macro {
  const { name, packageName, path } = macro;
  const docs = { show: true, node_color: null };
  return {
    name,
    resource_type: "macro",
    package_name: packageName,
    path,
    original_file_path: path,
    unique_id: `macro.${packageName}.${name}`,
    macro_sql: macro.text,
    depends_on: { macros: [] },
    description: "",
    meta: {},
    docs,
    config: { meta: {}, docs },
    patch_path: null,
    arguments: macro.parameters.map((parameter) => ({
      name: parameter,
      type: null,
      description: "",
    })),
    created_at: macro.createdAt,
    supported_languages: macro.languages,
  };
}
