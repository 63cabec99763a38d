/** The part of js-yaml 4 that is used here. */
declare module "js-yaml" {
  export interface Mark {
    readonly position: number;
    readonly line: number;
    readonly column: number;
  }
  export class YAMLException extends Error {
    readonly reason: string;
    readonly mark?: Mark;
  }
  export class Type {
    constructor(
      tag: string,
      options: {
        kind: "scalar" | "sequence" | "mapping";
        resolve?: (data: string | null) => boolean;
        construct?: (data: string) => unknown;
      },
    );
  }
  export class Schema {
    extend(types: { implicit?: readonly Type[]; explicit?: readonly Type[] }): Schema;
  }
  export const FAILSAFE_SCHEMA: Schema;
  export function load(text: string, options?: { schema?: Schema; json?: boolean }): unknown;
}
