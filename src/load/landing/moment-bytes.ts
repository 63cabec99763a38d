/** Reads the moments that most programs write, `2026-11-21T10:00:00.123Z`, from bytes; all others are moments.ts's. */
import { dayMicros, readDate } from "./moments.ts";

const dateLength = 10;
/** Where the seconds end. */
const secondsEnd = 19;
const letterZ = 0x5a;
const letterT = 0x54;
const colon = 0x3a;
const point = 0x2e;

/** Rows that follow each other mostly share their day. */
const lastDate = new Uint8Array(dateLength);
let lastDay = Number.NaN;

/** Microseconds since 1970; NaN where the text is written otherwise. */
export function timestampAt(bytes: Buffer, start: number, end: number): number {
  const length = end - start;
  if (length <= secondsEnd || bytes[end - 1] !== letterZ || bytes[start + dateLength] !== letterT)
    return Number.NaN;
  if (bytes[start + 13] !== colon || bytes[start + 16] !== colon) return Number.NaN;
  const hours = twoDigits(bytes, start + 11);
  const minutes = twoDigits(bytes, start + 14);
  const seconds = twoDigits(bytes, start + 17);
  if (!(hours < 24 && minutes < 60 && seconds < 60)) return Number.NaN;
  const fraction = fractionAt(bytes, start + secondsEnd, end - 1);
  const day = dayAt(bytes, start);
  const micros = day * dayMicros + ((hours * 60 + minutes) * 60 + seconds) * 1e6 + fraction;
  return Number.isSafeInteger(micros) ? micros : Number.NaN;
}

function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - 48;
  const ones = bytes[at + 1]! - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Microseconds of a point and up to six digits, or of nothing. */
function fractionAt(bytes: Uint8Array, start: number, end: number): number {
  const digits = end - start - 1;
  if (digits === -1) return 0;
  if (bytes[start] !== point || digits < 1 || digits > 6) return Number.NaN;
  let fraction = 0;
  for (let at = start + 1; at < end; at++) {
    const digit = bytes[at]! - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    fraction = fraction * 10 + digit;
  }
  for (let missing = digits; missing < 6; missing++) fraction *= 10;
  return fraction;
}

function dayAt(bytes: Buffer, start: number): number {
  let isSame = true;
  for (let index = 0; index < dateLength; index++)
    if (lastDate[index] !== bytes[start + index]) isSame = false;
  if (isSame) return lastDay;
  lastDay = readDate(bytes.toString("latin1", start, start + dateLength)) ?? Number.NaN;
  lastDate.set(bytes.subarray(start, start + dateLength));
  return lastDay;
}
