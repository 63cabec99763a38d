/** Runs programs and says what they cost: wall time and CPU seconds of the whole process tree. POSIX only. */
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Runs a program once.
 * @returns seconds of wall time, CPU (user and system, children included) and the exit code
 */
export function runOnce([program, ...args], { cwd, env } = {}) {
  // `times` of the shell is the only portable way to the CPU time of a child's children.
  const script = '"$@" >/dev/null 2>"$BENCH_LOG"; code=$?; times; exit $code';
  const log = join(cwd ?? tmpdir(), ".bench.log");
  const started = process.hrtime.bigint();
  const done = spawnSync("sh", ["-c", script, "sh", program, ...args], {
    cwd,
    env: { ...process.env, ...env, BENCH_LOG: log },
    encoding: "utf8",
  });
  const wall = Number(process.hrtime.bigint() - started) / 1e9;
  const [, children = ""] = done.stdout.trim().split("\n");
  const cpu = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
  return { wall, cpu, code: done.status ?? 1, log };
}

/** The median of several runs; `prepare` runs before each, outside the clock. */
export function median(command, { runs, ...options }) {
  const measured = [];
  for (let run = 0; run < runs; run++) measured.push(measure(command, options));
  return middleOf(measured);
}

/**
 * The medians of several programs that take turns, so that whatever else the machine does falls on all alike.
 * @param contest one { tool, command, cwd, env, prepare, allowedCodes } each
 * @returns one { tool, wall, cpu } each
 */
export function interleaved(contest, runs) {
  const measured = contest.map(() => []);
  for (let run = 0; run < runs; run++)
    contest.forEach(({ command, ...options }, at) => {
      measured[at].push(measure(command, options));
    });
  return contest.map(({ tool }, at) => ({ tool, ...middleOf(measured[at]) }));
}

function measure(command, { prepare, allowedCodes = [0], ...options }) {
  prepare?.();
  const once = runOnce(command, options);
  if (allowedCodes.includes(once.code)) return once;
  throw new Error(`${command.join(" ")} ended with ${once.code}; see ${once.log}`);
}

function middleOf(measured) {
  const middle = (key) =>
    measured.map((one) => one[key]).sort((a, b) => a - b)[measured.length >> 1];
  return { wall: round(middle("wall")), cpu: round(middle("cpu")) };
}

const round = (seconds) => Math.round(seconds * 1000) / 1000;
