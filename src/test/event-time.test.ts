/** Models of event time follow a stream batch by batch, and are at each moment what a rebuild would make of them. */
import { expect, test } from "vitest";
import { describeDatabases } from "./landing-fixture.ts";
import { seededRandom } from "./seeded-random.ts";
import { streamingProject } from "./streaming-project.ts";

const sources = `
sources:
  - name: shop
    schema: main
    tables:
      - name: clicks
        config:
          load: {connection: files, path: "in/*.ndjson"}
        columns:
          - {name: id, data_type: varchar}
          - {name: device, data_type: varchar}
          - {name: clicked_at, data_type: timestamp}
`;

const inline = (key: string): string =>
  `{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key=${key}, stream='inline') }}`;

const clicks = "source('shop', 'clicks')";

const files = {
  "models/sources.yml": sources,
  "models/tumbling.sql": `${inline("['window_start', 'device']")}
    select window_start, device, count(*) as clicks
    from {{ tumble(${clicks}, 'clicked_at', '15 minutes', touched_by=['device']) }} as windows
    group by window_start, device`,
  "models/hopping.sql": `${inline("['window_start']")}
    select window_start, min(window_end) as window_end, count(*) as clicks
    from {{ hop(${clicks}, 'clicked_at', '1 hour', '25 minutes', touched_by=[]) }} as windows
    group by window_start`,
  "models/sessions.sql": `${inline("['device']")}
    select device, window_number, window_start, window_end, count(*) as clicks
    from {{ session(${clicks}, 'clicked_at', '30 minutes', by=['device'], touched=true) }} as windows
    group by device, window_number, window_start, window_end`,
  "models/unique_clicks.sql": `{{ config(materialized='incremental', incremental_strategy='append', stream='inline') }}
    select id, device, clicked_at, _batch_id
    from {{ dedupe(${clicks}, ['id'], time='clicked_at', horizon='2 hours') }} as clicks`,
};

const tables = {
  tumbling: "select window_start, device, clicks from main.tumbling order by 1, 2",
  hopping: "select window_start, window_end, clicks from main.hopping order by 1",
  sessions: "select * from main.sessions order by device, window_number",
  unique_clicks: "select id, device, clicked_at from main.unique_clicks order by 1, 2, 3",
};

/** Clicks of about an hour a batch, some hours late, some sent twice, some without a time or an id. */
function clicksOf(batch: number, next: () => number): string {
  const start = Date.UTC(2026, 10, 21, 10 + batch);
  const lines = Array.from({ length: 40 }, (_, n) => {
    const late = next() < 0.2 ? Math.floor(next() * 5 * 3_600_000) : 0;
    const time = new Date(start + Math.floor(next() * 3_600_000) - late).toISOString();
    const id = `${batch}-${next() < 0.1 ? Math.floor(n / 2) : n}`;
    const device = ["phone", "desktop", "tv"][Math.floor(next() * 3)];
    return JSON.stringify({
      ...{
        id: next() < 0.05 ? null : next() < 0.1 && batch > 0 ? `${batch - 1}-${n}` : id,
        device,
      },
      clicked_at: next() < 0.05 ? null : time.slice(0, 23),
    });
  });
  return `${lines.join("\n")}\n`;
}

const hour = 3_600_000;
const noon = Date.UTC(2026, 10, 20, 12);

const lateFiles = {
  "models/sources.yml": sources.replace(
    'path: "in/*.ndjson"',
    'path: "in/*.ndjson", event_time: {column: clicked_at, allowed_lateness: 48h, idle_timeout: 1d}',
  ),
  "models/accepted.sql": `${inline("['window_start']")}
    select window_start, count(*) as clicks
    from {{ tumble(${clicks}, 'clicked_at', '1 hour', touched_by=[]) }} as windows
    group by window_start`,
  "models/punctual.sql": `${inline("['window_start']")}
    select window_start, count(*) as clicks
    from {{ tumble(${clicks}, 'clicked_at', '1 hour', touched_by=[], late='drop') }} as windows
    group by window_start`,
  "models/latecomers.sql": `{{ config(materialized='incremental', stream='inline') }}
    select id, clicked_at from {{ late_rows(${clicks}) }} as late`,
};

const clickAt = (id: string, time: number): string =>
  `${JSON.stringify({ id, device: "phone", clicked_at: new Date(time).toISOString() })}\n`;

describeDatabases("late rows", (type) => {
  test("count within the allowed lateness; behind it they are in the side table, and left out where that is wanted", async () => {
    await using project = await streamingProject(type, { files: lateFiles });
    project.write("in/a.ndjson", clickAt("first", noon));
    await project.run("load");
    const late = [1000, hour, 47 * hour].map((by) => clickAt(`in time ${by}`, noon - by));
    project.append("in/a.ndjson", `${late.join("")}${clickAt("too late", noon - 49 * hour)}`);
    project.append("in/a.ndjson", clickAt("from the future", Date.UTC(2200, 0)));
    await project.run("load");
    project.append("in/a.ndjson", clickAt("last", noon + 1));
    await project.run("load");
    const windows = (table: string) =>
      project.rows(`select extract(epoch from window_start)::bigint * 1000, clicks::int from main.${table}
        where window_start < timestamp '2100-01-01 00:00:00' order by 1`);
    const counted = [
      ...[
        [noon - 47 * hour, 1],
        [noon - hour, 2],
        [noon, 2],
      ],
    ];
    const all = { accepted: [[noon - 49 * hour, 1], ...counted], punctual: counted };
    expect({ accepted: await windows("accepted"), punctual: await windows("punctual") }).toEqual(
      all,
    );
    expect(await project.rows("select id from main.latecomers")).toEqual([["too late"]]);
    expect(
      await project.rows("select id from main.clicks where _flags = 'FUTURE_EVENT_TIME'"),
    ).toEqual([["from the future"]]);
    expect(
      await project.rows(
        "select sum(late)::int, max(watermark) < timestamptz '2026-11-21 00:00:00+00' from _tsdbt.stream_batches",
      ),
    ).toEqual([[1, true]]);
    await project.run("run", "--full-refresh");
    expect({ accepted: await windows("accepted"), punctual: await windows("punctual") }).toEqual(
      all,
    );
    expect(await project.rows("select id from main.latecomers")).toEqual([["too late"]]);
  });
});

describeDatabases("event time", (type) => {
  const contents = async (project: Awaited<ReturnType<typeof streamingProject>>) => {
    const found: Record<string, unknown> = {};
    for (const [name, sql] of Object.entries(tables)) found[name] = await project.rows(sql);
    return found;
  };

  test("windows, sessions and deduped rows equal a rebuild after every batch", async () => {
    await using project = await streamingProject(type, { files });
    const next = seededRandom(40);
    for (let batch = 0; batch < 4; batch++) {
      project.write(`in/${batch % 2}-${batch}.ndjson`, clicksOf(batch, next));
      await project.run("load");
    }
    const followed = await contents(project);
    expect((followed.unique_clicks as unknown[]).length).toBeGreaterThan(100);
    expect((followed.unique_clicks as unknown[]).length).toBeLessThan(160);
    await project.run("run", "--full-refresh");
    expect(await contents(project)).toEqual(followed);
  });
});
