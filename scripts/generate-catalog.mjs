/** The shop's 100 products and how their prices and categories change from batch to batch. */
import { randomSource } from "./random.mjs";

const categories = {
  electronics: {
    low: 79,
    high: 1199,
    nouns: ["Headphones", "Camera", "Speaker", "Monitor", "Smartwatch"],
  },
  computers: {
    low: 249,
    high: 2199,
    nouns: ["Laptop", "Tablet", "Workstation", "Mini PC", "Docking Station"],
  },
  fashion: { low: 15, high: 220, nouns: ["Jacket", "Sneakers", "Scarf", "Jeans", "Dress"] },
  home: { low: 12, high: 640, nouns: ["Lamp", "Armchair", "Rug", "Kettle", "Bookshelf"] },
  sports: { low: 9, high: 780, nouns: ["Bicycle", "Yoga Mat", "Racket", "Tent", "Running Shoes"] },
  beauty: { low: 6, high: 120, nouns: ["Perfume", "Hair Dryer", "Serum", "Razor", "Brush Set"] },
  books: { low: 7, high: 60, nouns: ["Cookbook", "Novel", "Atlas", "Biography", "Field Guide"] },
  toys: { low: 8, high: 160, nouns: ["Puzzle", "Train Set", "Kite", "Board Game", "Robot Kit"] },
};
const adjectives = [
  "Nordic",
  "Compact",
  "Classic",
  "Bright",
  "Silent",
  "Urban",
  "Alpine",
  "Royal",
  "Velvet",
  "Prime",
];
const hour = 3_600_000;
/** The mean of what generate-events.mjs gives its people. */
const meanIntent = 0.87;

/** How likely a look becomes a cart, and a cart a purchase, in an ordinary category. */
const rates = {
  electronics: [0.15, 0.37],
  computers: [0.15, 0.36],
  fashion: [0.2, 0.4],
  home: [0.17, 0.38],
  sports: [0.16, 0.37],
  beauty: [0.23, 0.44],
  books: [0.26, 0.48],
  toys: [0.19, 0.41],
};

/**
 * The products with every version up to the last batch asked for.
 * @param window gives the moments between which a batch's events arrive
 */
export function makeCatalog({ seed, batches, window }) {
  const products = firstProducts(seed, window(1).from);
  for (let batch = 2; batch <= batches; batch++)
    changeProducts(products, randomSource(`${seed}:catalog:${batch}`), window(batch).from);
  const ordinary = products.filter((product) => product.id !== "prod_0042");
  const hot = products.find((product) => product.id === "prod_0042");
  const weights = ordinary.map((product) => product.popularity);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const steps = (p) => 1 + meanIntent * p.cartRate * (1 + p.purchaseRate);
  const stepsPerVisit = ordinary.reduce((sum, p) => sum + p.popularity * steps(p), 0) / total;
  return {
    products,
    pickProduct(random, { shareOfEvents, view }) {
      // A visit to the hot product has 1/view events, an ordinary one more: weigh visits so that events have the share.
      const hotVisits = shareOfEvents * view;
      const otherVisits = (1 - shareOfEvents) / stepsPerVisit;
      if (random() < hotVisits / (hotVisits + otherVisits)) return hot;
      let roll = random() * total;
      let at = 0;
      while (at < weights.length - 1 && roll >= weights[at]) roll -= weights[at++];
      return ordinary[at];
    },
  };
}

function firstProducts(seed, opening) {
  const random = randomSource(`${seed}:catalog`);
  const names = Object.keys(categories);
  return Array.from({ length: 100 }, (_, index) => {
    const id = `prod_${String(index + 1).padStart(4, "0")}`;
    const category =
      id === "prod_0042" ? "electronics" : names[Math.floor(random() * names.length)];
    const { low, high, nouns } = categories[category];
    const noun = nouns[Math.floor(random() * nouns.length)];
    const price = id === "prod_0042" ? 299.99 : shelfPrice(low * (high / low) ** random());
    const [cart, purchase] = rates[category];
    const versions = [{ from: opening - 30 * 24 * hour, price, category }];
    return {
      id,
      name:
        id === "prod_0042"
          ? "Prime Smartwatch"
          : `${adjectives[Math.floor(random() * 10)]} ${noun}`,
      versions,
      popularity: (index + 4) ** -0.6 + 0.04 * random(),
      cartRate: cart * (0.8 + 0.4 * random()),
      purchaseRate: purchase * (0.85 + 0.3 * random()),
      versionAt: (time) => versions.findLast((version) => version.from <= time) ?? versions[0],
    };
  });
}

/** Six prices and one category change in the first hours of each batch after the first. */
function changeProducts(products, random, from) {
  const names = Object.keys(categories);
  for (let change = 0; change < 7; change++) {
    const product = products[Math.floor(random() * products.length)];
    const latest = product.versions.at(-1);
    const at = from + Math.floor(random() * 6) * hour + Math.floor(random() * 60) * 60_000;
    if (latest.from >= from || product.id === "prod_0042") continue;
    const category = change === 0 ? names[Math.floor(random() * names.length)] : latest.category;
    const price = shelfPrice(latest.price * (0.78 + 0.4 * random()));
    product.versions.push({ from: at, price, category });
  }
}

const shelfPrice = (price) => Math.max(1, Math.round(price)) - 0.01;

/** The catalog as the shop would export it when a batch ends: one line per product, its newest version. */
export function catalogRows(catalog, batch) {
  const lines = catalog.products.map((product) => {
    const { from, price, category } = product.versions.at(-1);
    const updated = new Date(from).toISOString().slice(0, 19).replace("T", " ");
    return [product.id, product.name, category, price.toFixed(2), updated, batch].join(",");
  });
  return `product_id,product_name,category,price,updated_at,_batch_id\n${lines.join("\n")}\n`;
}
