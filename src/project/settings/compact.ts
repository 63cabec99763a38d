/** Lists that are kept for as long as the project is. Pure. */

/** No items, for all that have none. */
export const noItems: readonly never[] = Object.freeze([]);

/**
 * The same items without the room that V8 keeps for more: a list that one item was pushed to has room for 17, and a project
 * has ten such lists for each of its nodes.
 */
export const compact = <Item>(items: readonly Item[]): readonly Item[] =>
  items.length === 0 ? noItems : items.slice();
