// Values out of a seed for inputs that are no pictures.
import type { ModelInput } from "../inputs/model-input.ts";
import { sampleShape } from "../inputs/model-input.ts";
import { shapeSize } from "../numbers.ts";

type Random = () => number;

/** Standard normal: https://en.wikipedia.org/wiki/Box–Muller_transform */
const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Highest index that is given to a whole-number input whose table is not known. */
const unknownTable = 100;

/** One sample of an input's real values: indices, masks, sound, or features that go with their neighbours. */
export function syntheticValues(random: Random, input: ModelInput): Float64Array {
  const shape = sampleShape(input);
  const size = shapeSize(shape);
  if (input.type === "BOOL" || /mask/i.test(input.name)) return new Float64Array(size).fill(1);
  const isWhole = input.type.includes("INT") && input.quantization === null;
  if (isWhole || input.evidence.tableRows !== null) {
    const rows = input.evidence.tableRows ?? unknownTable;
    return Float64Array.from({ length: size }, () => Math.floor(random() * rows));
  }
  if (shape.filter((d) => d !== 1).length === 1 && size >= 1000) return sound(random, size);
  return steps(random, size, shape.length > 1 ? shape.at(-1)! : size, input);
}

/** A few tones that fade in and out, over faint noise; from −1 to 1. */
function sound(random: Random, size: number): Float64Array {
  const values = new Float64Array(size);
  const loudness = 0.1 + 0.6 * random();
  for (let t = 0; t < 6; t++) {
    const cycles = 2 * Math.PI * 10 ** (-2.6 + 1.9 * random());
    const [phase, centre, width] = [random() * 6.3, random() * size, (0.05 + 0.4 * random()) * size];
    const gain = (loudness * random()) / (1 + t);
    for (let i = 0; i < size; i++) {
      const envelope = Math.exp(-(((i - centre) / width) ** 2));
      values[i]! += gain * envelope * Math.sin(cycles * i + phase);
    }
  }
  return values.map((v) => Math.max(-1, Math.min(1, v + 0.003 * normal(random))));
}

/** Normal features; along the steps of a sequence each resembles the one before. In the metadata's range if any. */
function steps(random: Random, size: number, features: number, input: ModelInput): Float64Array {
  const values = new Float64Array(size);
  const keep = 0.8;
  for (let i = 0; i < size; i++) {
    const fresh = normal(random);
    values[i] = i < features ? fresh : keep * values[i - features]! + Math.sqrt(1 - keep * keep) * fresh;
  }
  const low = input.metadata?.min[0];
  const high = input.metadata?.max[0];
  if (low === undefined || high === undefined || low >= high) return values;
  return values.map((v) => low + (high - low) * Math.min(1, Math.max(0, 0.5 + v / 6)));
}
