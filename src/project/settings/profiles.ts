/** Reads profiles.yml: finds the file, the profile and the target, and checks the credentials. Connects to nothing. */
import type { DataObject } from "../../core/data.ts";
import type { Environment, Warning } from "./project-settings.ts";

export interface Profile {
  readonly name: string;
  /** The target's name. */
  readonly target: string;
  readonly threads: number;
  readonly type: "duckdb" | "postgres";
  readonly schema: string;
  readonly database: string;
  /** Checked, aliases translated (`pass` → `password`), defaults filled in. */
  readonly credentials: DataObject;
  /** Values that must never be printed: of `DBT_ENV_SECRET_*` and passwords. */
  readonly secrets: readonly string[];
  /** Absolute. */
  readonly file: string;
  /** The environment variables read, secrets left out. */
  readonly envVars: Readonly<Record<string, string>>;
  readonly warnings: readonly Warning[];
}

export interface ProfileOptions {
  readonly project: { readonly dir: string; readonly profile: string | null };
  /** `--profiles-dir`. */
  readonly profilesDir?: string | null | undefined;
  /** `--profile`. */
  readonly profile?: string | null | undefined;
  /** `--target`. */
  readonly target?: string | null | undefined;
  readonly threads?: number | null | undefined;
  /** `--vars`. */
  readonly vars: DataObject;
  readonly env: Environment;
  /** Where the command was started. */
  readonly workingDir: string;
}

/** @throws Problem when the file, profile or target is missing; Problems when the credentials are wrong */
export function readProfile(_options: ProfileOptions): Profile {
  throw new Error("Bug: not written yet");
}

/** What templates see as `target`: the connection's public keys, with their aliases, and the target's own. */
export function targetOf(_profile: Profile): DataObject {
  throw new Error("Bug: not written yet");
}
