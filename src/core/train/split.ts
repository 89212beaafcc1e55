import { seededRandom } from "../random.ts";

/** The same numbers in an order that the seed decides (Fisher and Yates). */
export function shuffled(values: readonly number[], seed: number): number[] {
  const random = seededRandom(seed);
  const order = [...values];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** Which samples of a dataset are trained on and which are held apart; the same ones where there are too few. */
export interface Split {
  readonly training: readonly number[];
  readonly validation: readonly number[];
}

/**
 * A tenth of the samples, 1,000 at most, is held apart. Under 40 samples there are none to spare: then the model is
 * judged on what it is trained on.
 */
export function splitSamples(count: number, seed: number): Split {
  const order = shuffled(
    Array.from({ length: count }, (_, i) => i),
    seed,
  );
  if (count < 40) return { training: order, validation: order };
  const apart = Math.min(1000, Math.ceil(count / 10));
  return { training: order.slice(apart), validation: order.slice(0, apart) };
}
