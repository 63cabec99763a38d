/** Randomness that a test can repeat. */

/** Numbers of [0, 1) that are the same each time (a linear congruential generator, Numerical Recipes). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export const pick = (random: () => number, below: number): number => Math.floor(random() * below);
