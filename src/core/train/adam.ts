const [decay, squareDecay, epsilon] = [0.9, 0.999, 1e-8];

/** Adam (https://arxiv.org/abs/1412.6980) for one array. */
export interface AdamState {
  readonly mean: Float32Array;
  readonly square: Float32Array;
}

export const adamState = (length: number): AdamState => ({
  mean: new Float32Array(length),
  square: new Float32Array(length),
});

/**
 * The step to take against a gradient, in units of the learning rate, into `gradient` itself.
 * @param step counted from 1
 */
export function adamStep({ mean, square }: AdamState, gradient: Float32Array, step: number): void {
  const [warmMean, warmSquare] = [1 - decay ** step, 1 - squareDecay ** step];
  for (let i = 0; i < gradient.length; i++) {
    const g = gradient[i]!;
    mean[i] = decay * mean[i]! + (1 - decay) * g;
    square[i] = squareDecay * square[i]! + (1 - squareDecay) * g * g;
    gradient[i] = mean[i]! / warmMean / (Math.sqrt(square[i]! / warmSquare) + epsilon);
  }
}

/** Warm-up over the first 5 % of the steps, then a cosine from `rate` to a hundredth of it. */
export function learningRateAt(rate: number, step: number, steps: number): number {
  const warmup = Math.max(1, Math.floor(steps * 0.05));
  if (step < warmup) return (rate * (step + 1)) / warmup;
  const progress = (step - warmup) / Math.max(1, steps - warmup);
  return rate * (0.01 + 0.99 * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress))));
}
