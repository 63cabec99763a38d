/**
 * Makes the clickstream: a shop of 500 users and 100 products whose events arrive in batches, as a Kafka topic with
 * three partitions would deliver them. The same seed and batch number always give the same bytes. Node built-ins only.
 *
 *   node scripts/generate-events.mjs                 the batch after the newest one in data/events
 *   node scripts/generate-events.mjs --batch 1       that batch
 *   options: --events 50000 (first batch)  --later 3600 (each later one)  --seed 42  --out data
 */
import { mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { catalogRows, makeCatalog } from "./generate-catalog.mjs";
import { hash, randomSource } from "./random.mjs";

const hour = 3_600_000;
const day = 24 * hour;
export const topic = "ecom_clickstream_raw";
export const partitions = 3;
const users = 500;
const start = Date.UTC(2026, 9, 5);
const firstBatchDays = 14;
const longestDelay = 48 * hour;

/** The hot product: one event in five is about it, and nearly all of them only look. */
const hotProduct = { id: "prod_0042", shareOfEvents: 0.2, view: 0.95, cart: 0.04, purchase: 0.01 };

// How busy the shop is at each hour of the day.
const hourWeights = [
  3, 2, 1, 1, 1, 2, 4, 7, 10, 12, 13, 13, 14, 13, 12, 12, 13, 15, 18, 21, 22, 19, 12, 6,
];
const devices = [
  ["mobile", 0.58],
  ["desktop", 0.34],
  ["tablet", 0.08],
];
// On a phone people look; at a desk they buy.
const deviceIntent = { mobile: 0.85, desktop: 1.26, tablet: 1 };
// Share of events that a broken client spoils, by what it does to them.
const spoilers = [
  [0.004, (event) => ({ ...event, user_id: null })],
  [0.003, (event) => ({ ...event, product_id: null })],
  [0.003, (event) => ({ ...event, event_type: null })],
  [0.003, (event) => ({ ...event, timestamp: null })],
  [0.004, (event) => ({ ...event, price: -event.price })],
  [0.002, (event) => ({ ...event, price: 0 })],
  [0.004, (event) => ({ ...event, event_type: "wishlist" })],
];
const duplicateShare = 0.01;
const lateShare = 0.015;

/** Moments between which a batch's events arrive. Batch 1 brings two weeks, each later one a day. */
export function batchWindow(batch) {
  const from = batch === 1 ? start : start + (firstBatchDays + batch - 2) * day;
  return { from, to: start + (firstBatchDays + batch - 1) * day };
}

/**
 * Replays the shop from its opening and gives the records of one batch, in order of arrival.
 * Earlier batches are replayed too: some of their events arrive late, and offsets go on counting.
 */
export function generateBatch({ batch, events, later, seed }) {
  const catalog = makeCatalog({ seed, batches: batch, window: batchWindow });
  const nextOffset = new Array(partitions).fill(0);
  let travelling = [];
  let records = [];
  for (let number = 1; number <= batch; number++) {
    const count = number === 1 ? events : later;
    const { to } = batchWindow(number);
    const all = travelling.concat(sendEvents({ number, count, seed, catalog }));
    const arrived = all.filter((sent) => sent.arrival < to);
    travelling = all.filter((sent) => sent.arrival >= to);
    arrived.sort((a, b) => a.arrival - b.arrival || (a.event.event_id < b.event.event_id ? -1 : 1));
    records = arrived.map((sent) => toRecord(sent, number, nextOffset));
  }
  return { records, catalog: catalogRows(catalog, batch) };
}

/** What the shop's clients send in one batch's time: sessions of visits to products, spoiled, doubled and delayed. */
function sendEvents({ number, count, seed, catalog }) {
  const random = randomSource(`${seed}:events:${number}`);
  const people = makePeople(seed);
  const sent = [];
  const { from, to } = batchWindow(number);
  for (let session = 1; sent.length < count; session++) {
    const person = people.pick(random());
    let clock = pickMoment(random, from, to);
    const device = random() < 0.8 ? person.device : pickDevice(random);
    const sessionId = `sess_${number}_${String(session).padStart(6, "0")}`;
    for (let visits = 1 + Math.floor(-Math.log(1 - random()) * 3.2); visits > 0; visits--) {
      const product = catalog.pickProduct(random, hotProduct);
      for (const type of visitSteps(random, product, person.intent * deviceIntent[device])) {
        clock += 4_000 + Math.floor(random() * 110_000);
        if (clock >= to) break;
        sendOne({ random, sent, clock, type, product, person, device, sessionId });
      }
    }
  }
  return sent;
}

function sendOne({ random, sent, clock, type, product, person, device, sessionId }) {
  const version = product.versionAt(clock);
  const clean = {
    event_id: uuid(random),
    user_id: person.id,
    product_id: product.id,
    event_type: type,
    timestamp: new Date(clock).toISOString(),
    session_id: sessionId,
    product_category: version.category,
    device_type: device,
    page_url: `https://shop.example.com/${version.category}/${product.id}`,
    price: version.price,
  };
  const event = spoil(random, clean);
  const delay = random() < lateShare ? random() ** 2 * longestDelay : 0;
  const arrival = clock + 40 + Math.floor(random() * 1_500) + Math.floor(delay);
  sent.push({ event, arrival });
  // A client that got no answer sends the same event again.
  if (random() < duplicateShare)
    sent.push({ event, arrival: arrival + 500 + Math.floor(random() * 30_000) });
}

/** view, perhaps add_to_cart, perhaps purchase. */
function visitSteps(random, product, intent) {
  const hot = product.id === hotProduct.id;
  const cart = hot ? hotProduct.cart / hotProduct.view : product.cartRate * intent;
  const purchase = hot ? hotProduct.purchase / hotProduct.cart : product.purchaseRate;
  if (random() >= cart) return ["view"];
  return random() < purchase ? ["view", "add_to_cart", "purchase"] : ["view", "add_to_cart"];
}

function spoil(random, event) {
  let roll = random();
  for (const [share, change] of spoilers) {
    if (roll < share) return change(event);
    roll -= share;
  }
  return event;
}

function toRecord({ event, arrival }, batch, nextOffset) {
  const key = event.user_id;
  const partition = hash(key ?? event.event_id) % partitions;
  const at = new Date(arrival).toISOString();
  return {
    _topic: topic,
    _partition: partition,
    _offset: nextOffset[partition]++,
    _timestamp: at,
    _key: key,
    _batch_id: batch,
    // The same for a loader that replays the file, whose own columns tell of the replay.
    recorded_at: at,
    ...event,
  };
}

function makePeople(seed) {
  const random = randomSource(`${seed}:people`);
  const people = Array.from({ length: users }, (_, index) => ({
    id: `user_${String(index + 1).padStart(4, "0")}`,
    device: pickDevice(random),
    // A few buy a lot, many only look.
    intent: 0.35 + 1.3 * random() ** 1.5,
    weight: 0.25 + (1 - random()) ** -0.55,
  }));
  const ends = [];
  let total = 0;
  for (const person of people) {
    total += person.weight;
    ends.push(total);
  }
  return {
    pick(roll) {
      const wanted = roll * total;
      let [low, high] = [0, ends.length - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (ends[middle] > wanted) high = middle;
        else low = middle + 1;
      }
      return people[low];
    },
  };
}

function pickMoment(random, from, to) {
  const days = Math.round((to - from) / day);
  const total = hourWeights.reduce((sum, weight) => sum + weight, 0);
  let roll = random() * total;
  let hourOfDay = 0;
  while (roll >= hourWeights[hourOfDay]) roll -= hourWeights[hourOfDay++];
  const moment =
    from + Math.floor(random() * days) * day + hourOfDay * hour + Math.floor(random() * hour);
  const weekend = [0, 6].includes(new Date(moment).getUTCDay());
  // Weekends bring a quarter more visitors: a weekday's visit moves there now and then.
  return !weekend && random() < 0.05 && days >= 7 ? pickMoment(random, from, to) : moment;
}

function pickDevice(random) {
  let roll = random();
  for (const [device, share] of devices) {
    if (roll < share) return device;
    roll -= share;
  }
  return "desktop";
}

function uuid(random) {
  const part = () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, "0");
  const hex = part() + part() + part() + part();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** The number after the newest batch whose files lie in the folder. */
export function nextBatch(out) {
  mkdirSync(join(out, "events"), { recursive: true });
  const numbers = readdirSync(join(out, "events")).map((name) =>
    Number(/^batch-(\d+)/.exec(name)?.[1] ?? 0),
  );
  return Math.max(0, ...numbers) + 1;
}

/** Writes one batch: a file per partition, and the catalog as it stands at the batch's end. */
export function writeBatch({ batch, events = 50_000, later = 3_600, seed = 42, out = "data" }) {
  const { records, catalog } = generateBatch({ batch, events, later, seed });
  mkdirSync(join(out, "events"), { recursive: true });
  mkdirSync(join(out, "catalog"), { recursive: true });
  // DuckDB makes the last folder of a path only.
  mkdirSync(join(out, "lake"), { recursive: true });
  const name = `batch-${String(batch).padStart(4, "0")}`;
  for (let partition = 0; partition < partitions; partition++) {
    const lines = records
      .filter((record) => record._partition === partition)
      .map((record) => `${JSON.stringify(record)}\n`);
    replaceFile(join(out, "events", `${name}-partition-${partition}.ndjson`), lines.join(""));
  }
  replaceFile(join(out, "catalog", "products.csv"), catalog);
  return { batch, events: records.length, ...batchWindow(batch) };
}

// A reader never meets half a file.
function replaceFile(path, text) {
  writeFileSync(`${path}.tmp`, text);
  renameSync(`${path}.tmp`, path);
}

function main(argv) {
  const options = { out: "data" };
  for (let at = 0; at < argv.length; at += 2) {
    const name = argv[at].replace(/^--/, "");
    const value = argv[at + 1];
    if (!["batch", "events", "later", "seed", "out"].includes(name) || value === undefined) {
      process.stderr.write(`Unknown option ${argv[at]}: see the head of this file.\n`);
      process.exit(2);
    }
    options[name] = name === "out" ? value : Number(value);
  }
  const made = writeBatch({ ...options, batch: options.batch ?? nextBatch(options.out) });
  const date = (time) => new Date(time).toISOString().slice(0, 10);
  process.stdout.write(
    `Batch ${made.batch}: ${made.events.toLocaleString("en")} events of ${date(made.from)} to ${date(made.to - 1)} in ${join(options.out, "events")}\n`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
