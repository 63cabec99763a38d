/** What an option of the command line is. */

export type OptionGroup =
  | "What to select"
  | "How to run"
  | "Project"
  | "Output"
  | "Logging"
  | "Accepted";

interface OptionBase {
  /** `full-refresh` for `--full-refresh`; its key everywhere else is `full_refresh`. */
  readonly name: string;
  /** One letter, without its dash. */
  readonly short?: string;
  /** Other long names. */
  readonly aliases?: readonly string[];
  readonly group: OptionGroup;
  readonly help: string;
  /** `DBT_…`; `DBT_ENGINE_…` of the same name is read first. */
  readonly env?: string;
  /** Left out of `--help`. */
  readonly hidden?: boolean;
}

export type Option = OptionBase &
  (
    | { readonly kind: "switch"; readonly default?: boolean }
    | { readonly kind: "flag" }
    | { readonly kind: "text" | "path" | "time"; readonly default?: string; readonly value: string }
    | { readonly kind: "yaml"; readonly value: string }
    | { readonly kind: "integer"; readonly default?: number; readonly value: string }
    | { readonly kind: "choice"; readonly choices: readonly string[]; readonly default?: string }
    | { readonly kind: "list"; readonly value: string; readonly choices?: readonly string[] }
  );

/** `full-refresh` → `full_refresh`: how dbt's flags and the artifacts call it. */
export const keyOf = (option: Pick<Option, "name">): string => option.name.replaceAll("-", "_");
