/** Text that dbt's filters `as_text`, `as_bool`, `as_number` and `as_native` have marked for native rendering. */
import { repr } from "./text.ts";
import type { PyObject } from "./value.ts";

export class NativeText implements PyObject {
  readonly pyType: string;
  readonly kind: "text" | "bool" | "number" | "native";
  readonly text: string;

  constructor(kind: "text" | "bool" | "number" | "native", text: string) {
    this.kind = kind;
    this.text = text;
    this.pyType =
      kind === "text" ? "TextMarker" : `${kind[0]?.toUpperCase()}${kind.slice(1)}Marker`;
  }

  get pyText(): string {
    return this.text;
  }

  pyStr(): string {
    return this.text;
  }

  pyRepr(): string {
    return repr(this.text);
  }

  pyBool(): boolean {
    return this.text !== "";
  }
}
