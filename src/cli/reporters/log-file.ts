/** Appends to `dbt.log`, and begins a new one when it grows too long. */
import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";

export interface LogFile {
  write(line: string): void;
  /** Must be called at the end: lines are written many at a time. */
  flush(): void;
}

/** How many older files are kept, as `dbt.log.1` (the youngest) and so on. */
const keptFiles = 5;
const fullAt = 1 << 16;

export interface LogFileOptions {
  /** A file longer than this is put aside; 0 means never. */
  readonly maxBytes: number;
  /** Makes of many lines what may be written. */
  readonly clean: (text: string) => string;
  /** Called once when the file cannot be written; the run goes on without a log. */
  readonly onFailure: (file: string, reason: string) => void;
}

export function openLogFile(
  folder: string,
  { maxBytes, clean, onFailure }: LogFileOptions,
): LogFile {
  const file = join(folder, "dbt.log");
  let waiting: string[] = [];
  let length = 0;
  let isBroken = false;
  const append = (text: string) => {
    try {
      mkdirSync(folder, { recursive: true });
      if (maxBytes > 0 && sizeOf(file) + length > maxBytes) putAside(file);
      appendFileSync(file, text);
    } catch (thrown) {
      isBroken = true;
      onFailure(file, thrown instanceof Error ? thrown.message : String(thrown));
    }
  };
  const flush = () => {
    if (waiting.length === 0) return;
    const text = clean(waiting.join(""));
    waiting = [];
    append(text);
    length = 0;
  };
  return {
    write(line) {
      if (isBroken) return;
      waiting.push(`${line}\n`);
      length += line.length + 1;
      if (length > fullAt) flush();
    },
    flush,
  };
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

function putAside(file: string): void {
  if (sizeOf(file) === 0) return;
  for (let age = keptFiles - 1; age > 0; age--) {
    if (existsSync(`${file}.${age}`)) renameSync(`${file}.${age}`, `${file}.${age + 1}`);
  }
  renameSync(file, `${file}.1`);
}
