// What the search may try: families of recipes (which techniques together), each a row of settings from mild to strong.

/** One technique with its options, as recipes have it. */
export interface SearchStep {
  readonly technique: string;
  readonly options: Readonly<Record<string, boolean | number | string>>;
}

/** A recipe to try. `size` foretells its compressed size as a share of the float model's; only for the order. */
export interface Candidate {
  /** Names the recipe in caches; the same recipe, the same key. */
  readonly key: string;
  readonly family: string;
  readonly steps: readonly SearchStep[];
  readonly size: number;
}

/** What the model and the person's data allow. */
export interface Situation {
  /** Samples are there, so that activations can be calibrated. */
  readonly hasData: boolean;
  /** Technique ids that may be used. */
  readonly allowed: readonly string[];
  /** Only integers run on the target (Edge TPU, DSP). */
  readonly integerOnly: boolean;
  /** There are labels, and time to train on them. */
  readonly training?: boolean;
}

interface Quantization {
  readonly technique: string;
  /** Bits of a stored weight before compression. */
  readonly bits: number;
  readonly needsData: boolean;
  readonly integer: boolean;
}

const quantizations: readonly Quantization[] = [
  { technique: "float16", bits: 16, needsData: false, integer: false },
  { technique: "dynamic-int8", bits: 8, needsData: false, integer: false },
  { technique: "weight-int8", bits: 8, needsData: false, integer: false },
  { technique: "weight-int4", bits: 4.5, needsData: false, integer: false },
  { technique: "int8", bits: 8, needsData: true, integer: true },
  { technique: "int16x8", bits: 8, needsData: true, integer: false },
];

const sparsities = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
const clusterCounts = [128, 64, 32, 24, 16, 12, 8, 6, 4];

/**
 * Bits of a weight after gzip: clusters need no more than their index, zeros no more than the entropy of where they
 * are. Deflate comes within about a fifth of the entropy on weights.
 */
function compressedBits(bits: number, sparsity: number, clusters: number | null): number {
  const value = Math.min(bits * 0.93, clusters === null ? Number.POSITIVE_INFINITY : Math.log2(clusters));
  const where =
    sparsity === 0 ? 0 : -sparsity * Math.log2(sparsity) - (1 - sparsity) * Math.log2(1 - sparsity);
  return Math.min(bits * 0.93, 1.2 * (where + (1 - sparsity) * value));
}

const keyOf = (steps: readonly SearchStep[]): string =>
  steps
    .map(({ technique, options }) => {
      const entries = Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
      return [technique, ...entries.map(([name, value]) => `${name}=${value}`)].join(" ");
    })
    .join(" + ");

/** A candidate from its steps. */
export const candidate = (steps: readonly SearchStep[], size: number): Candidate => ({
  key: keyOf(steps),
  family: steps.map((s) => s.technique).join("+"),
  steps,
  size,
});

/** Techniques that round weights and do no more, so that a file is there in a moment; the smallest first. */
const plainTechniques = ["dynamic-int8", "weight-int8", "float16"];

/** The recipe that can answer until a better one is found; null where none of the quick ones may be used. */
export const plainest = (space: readonly Candidate[]): Candidate | null =>
  plainTechniques.flatMap((technique) => space.filter(({ family }) => family === technique))[0] ?? null;

/** All recipes that the situation allows: quantization alone, with pruning, with clustering, and with both. */
export function defaultSpace(situation: Situation): Candidate[] {
  const { allowed, hasData, integerOnly } = situation;
  const prune = allowed.includes("prune");
  const cluster = allowed.includes("cluster");
  const found: Candidate[] = [];
  for (const q of quantizations) {
    if (!allowed.includes(q.technique) || (q.needsData && !hasData) || (integerOnly && !q.integer)) continue;
    const add = (steps: SearchStep[], sparsity: number, clusters: number | null): void => {
      const last = { technique: q.technique, options: {} };
      found.push(candidate([...steps, last], compressedBits(q.bits, sparsity, clusters) / 32));
    };
    add([], 0, null);
    const zeros = sparsities.map((sparsity): SearchStep => ({ technique: "prune", options: { sparsity } }));
    const values = clusterCounts.map(
      (clusters): SearchStep => ({ technique: "cluster", options: { clusters } }),
    );
    if (prune) zeros.forEach((step, i) => add([step], sparsities[i]!, null));
    if (cluster) values.forEach((step, i) => add([step], 0, clusterCounts[i]!));
    if (prune && cluster) {
      zeros.forEach((zero, i) => {
        values.forEach((value, j) => add([zero, value], sparsities[i]!, clusterCounts[j]!));
      });
    }
  }
  if (situation.training && allowed.includes("qat")) {
    for (const [weightBits, bits] of [
      ["8", 8],
      ["4", 4.5],
    ] as const)
      found.push(
        candidate([{ technique: "qat", options: { weightBits } }], compressedBits(bits, 0, null) / 32),
      );
  }
  return found;
}
