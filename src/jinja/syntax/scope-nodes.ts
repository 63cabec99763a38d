/** Empty scopes for new syntax nodes; the scope pass fills them. */
import type { BlockScope, FunctionScope } from "./tree.ts";

export const emptyBlockScope = (): BlockScope => ({ loads: [], slots: [] });
export const emptyFunctionScope = (): FunctionScope => ({ loads: [], slots: [], size: 0 });
