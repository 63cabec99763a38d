/** Python's range. */
import { asNumber } from "./float.ts";
import type { PyObject, Value } from "./value.ts";

export class Range implements PyObject {
  readonly pyType = "range";
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  readonly length: number;

  constructor(start: number, stop: number, step: number) {
    this.start = start;
    this.stop = stop;
    this.step = step;
    this.length = Math.max(0, Math.ceil((stop - start) / step));
  }

  /** The item at an index within the length. */
  at(index: number): number {
    return this.start + index * this.step;
  }

  slice(indices: { readonly start: number; readonly stop: number; readonly step: number }): Range {
    return new Range(this.at(indices.start), this.at(indices.stop), this.step * indices.step);
  }

  *pyIter(): Iterable<Value> {
    for (let index = 0; index < this.length; index++) yield this.at(index);
  }

  pyLen(): number {
    return this.length;
  }

  pyBool(): boolean {
    return this.length > 0;
  }

  pyContains(value: Value): boolean {
    const number = asNumber(value);
    if (number === undefined) return false;
    const index = (Number(number) - this.start) / this.step;
    return Number.isInteger(index) && index >= 0 && index < this.length;
  }

  pyEquals(other: Value): boolean {
    if (!(other instanceof Range) || other.length !== this.length) return false;
    if (this.length === 0) return true;
    return this.start === other.start && (this.length === 1 || this.step === other.step);
  }

  pyHash(): string {
    return `range(${this.start},${this.length},${this.step})`;
  }

  pyGetAttr(name: string): Value | undefined {
    return name === "start" || name === "stop" || name === "step" ? this[name] : undefined;
  }

  pyRepr(): string {
    const step = this.step === 1 ? "" : `, ${this.step}`;
    return `range(${this.start}, ${this.stop}${step})`;
  }
}
