/** The measured rows as a Markdown table: one line per job, tools side by side. */

/** CPU seconds, with wall seconds in brackets, and ratios to the floor and to dbt. */
export function tableOf(rows) {
  const jobs = [...new Set(rows.map((row) => row.job))];
  const lines = jobs.map((job) => {
    const of = (tool) => rows.find((row) => row.job === job && row.tool === tool);
    const [tsdbt, floor, dbt] = ["tsdbt", "floor", "dbt"].map(of);
    return `| ${job} | ${cell(tsdbt)} | ${cell(floor)} | ${cell(dbt)} | ${ratio(tsdbt, floor)} | ${ratio(dbt, tsdbt)} |`;
  });
  return [
    "| job, CPU seconds (wall) | tsdbt | floor | dbt | tsdbt / floor | dbt / tsdbt |",
    "|---|---:|---:|---:|---:|---:|",
    ...lines,
  ].join("\n");
}

const cell = (row) => (row === undefined ? "" : `${row.cpu.toFixed(2)} (${row.wall.toFixed(2)})`);
const ratio = (a, b) =>
  a === undefined || b === undefined || b[by(a)] === 0 ? "" : (a[by(a)] / b[by(a)]).toFixed(2);

/** Where a server does most of the work, wall time counts. */
const by = (row) => row.by ?? "cpu";
