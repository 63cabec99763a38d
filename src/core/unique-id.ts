/** Ids that nobody else has, though somebody could guess them: what makes unguessable ones takes long to load. */

/** A random UUID, version 4 (RFC 9562, section 5.4). */
export function uniqueId(): string {
  const digits = [randomDigits(), randomDigits(), randomDigits(), randomDigits()].join("");
  const variant = "89ab"[Math.floor(Math.random() * 4)];
  const version = `4${digits.slice(13, 16)}`;
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${version}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`;
}

/** 32 bits. */
const randomDigits = (): string =>
  Math.floor(Math.random() * 2 ** 32)
    .toString(16)
    .padStart(8, "0");
