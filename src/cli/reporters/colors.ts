/** Colours of the terminal, or none. */

export interface Colors {
  green(text: string): string;
  yellow(text: string): string;
  red(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

const code =
  (start: number, end: number) =>
  (text: string): string =>
    `\u001b[${start}m${text}\u001b[${end}m`;

const same = (text: string): string => text;

export function makeColors(on: boolean): Colors {
  if (!on) return { green: same, yellow: same, red: same, dim: same, bold: same };
  return {
    green: code(32, 39),
    yellow: code(33, 39),
    red: code(31, 39),
    dim: code(2, 22),
    bold: code(1, 22),
  };
}

/**
 * Whether to use colours when no option says: NO_COLOR and FORCE_COLOR first, then whether it is a terminal that can.
 */
export function wantsColors(
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "0") return true;
  return isTerminal && env.TERM !== "dumb";
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character begins every terminal code
const codes = /\u001b\[[0-9;]*m/g;

export const withoutColors = (text: string): string =>
  text.includes("\u001b") ? text.replace(codes, "") : text;
