/** Scalars as protobufjs gives them. */
import type { FieldValue } from "../../value-decoder.ts";

/** A decoded message, by the names of its fields; what was not sent is no own property. */
export type Message = Readonly<Record<string, unknown>>;

/** The value of a scalar. The library has 64 bits as two halves: here a number, or a bigint beyond 2^53. */
export function scalarValue(value: unknown): FieldValue {
  if (typeof value === "object" && value !== null && "high" in value && "low" in value) {
    const { low, high, unsigned } = value as { low: number; high: number; unsigned: boolean };
    const number = high * 4_294_967_296 + (low >>> 0);
    if ((!unsigned || high >= 0) && Number.isSafeInteger(number)) return number;
    const exact = (BigInt(high) << 32n) | BigInt(low >>> 0);
    return unsigned ? BigInt.asUintN(64, exact) : exact;
  }
  return value as FieldValue;
}
