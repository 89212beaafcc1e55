// A variant's outputs against the original's on the same samples, added up chunk by chunk.
import {
  argmax,
  cosineOf,
  type ErrorSums,
  errorSums,
  inTopK,
  klDivergence,
  sqnrOf,
} from "./compare-outputs.ts";
import { ExpectedAgreement } from "./expected-agreement.ts";
import { type Interval, meanInterval, pairedDifference, wilson } from "./intervals.ts";

/** How an output is read: class scores, a mask over a picture, or plain numbers. */
export type OutputKind = "scores" | "mask" | "values";

/** Guesses from the shape (batch first): a vector of 2 to 100,000 numbers is scores, a picture of few channels a mask. */
export function outputKind(shape: readonly number[], isOnly: boolean): OutputKind {
  const dims = shape.slice(1).filter((d) => d !== 1);
  if (dims.length === 1 && dims[0]! >= 2 && dims[0]! <= 100_000 && isOnly) return "scores";
  if (shape.length >= 3 && isOnly && (shape[1] ?? 0) >= 16 && (shape[2] ?? 0) >= 16) return "mask";
  return "values";
}

/** One output over all samples seen so far. */
export class OutputComparison {
  private samples = 0;
  private agreed = 0;
  private signal = 0;
  private noise = 0;
  private largest = 0;
  private readonly cosines: number[] = [];
  private readonly errors: number[] = [];
  private readonly divergences: number[] = [];
  private readonly overlaps: number[] = [];
  private readonly expected = new ExpectedAgreement();

  constructor(
    readonly name: string,
    /** Elements of one sample. */
    readonly elements: number,
    readonly kind: OutputKind,
    /** Channels of a mask: its last dimension. */
    private readonly channels = 1,
  ) {}

  add(reference: Float32Array, candidate: Float32Array, count: number): void {
    for (let s = 0, at = 0; s < count; s++, at += this.elements) {
      const sums = errorSums(reference, candidate, at, this.elements);
      this.addSums(sums);
      if (this.kind === "scores") {
        if (argmax(reference, at, this.elements) === argmax(candidate, at, this.elements)) this.agreed++;
        this.divergences.push(klDivergence(reference, candidate, at, this.elements));
      } else if (this.kind === "mask") {
        this.overlaps.push(maskOverlap(reference, candidate, at, this.elements, this.channels));
      }
    }
    if (this.kind === "scores") this.expected.add(reference, candidate, this.elements, count);
    this.samples += count;
  }

  private addSums(sums: ErrorSums): void {
    this.signal += sums.referenceSquares;
    this.noise += sums.errorSquares;
    this.largest = Math.max(this.largest, sums.largestError);
    this.cosines.push(cosineOf(sums));
    this.errors.push(sums.absoluteError / Math.max(1, sums.count));
  }

  get count(): number {
    return this.samples;
  }

  get sqnr(): number {
    return sqnrOf(this.signal, this.noise);
  }

  get largestError(): number {
    return this.largest;
  }

  get cosine(): Interval {
    return meanInterval(this.cosines);
  }

  get meanAbsoluteError(): Interval {
    return meanInterval(this.errors);
  }

  get agreement(): Interval | null {
    return this.kind === "scores" ? wilson(this.agreed, this.samples) : null;
  }

  /** See ExpectedAgreement: finer than `agreement` on few samples. */
  get expectedAgreement(): number | null {
    return this.kind === "scores" ? this.expected.value : null;
  }

  get kl(): number | null {
    return this.kind === "scores" ? meanInterval(this.divergences).value : null;
  }

  get meanIou(): Interval | null {
    return this.kind === "mask" ? meanInterval(this.overlaps) : null;
  }
}

/** Mean over classes of intersection over union of two masks: argmax over channels, or over 0.5 (logits: over 0). */
function maskOverlap(
  a: Float32Array,
  b: Float32Array,
  at: number,
  elements: number,
  channels: number,
): number {
  const classes = Math.max(2, channels);
  const both = new Float64Array(classes);
  const either = new Float64Array(classes);
  const threshold = channels > 1 ? 0 : maskThreshold(a, at, elements);
  for (let i = at; i < at + elements; i += channels) {
    const x = channels > 1 ? argmax(a, i, channels) : a[i]! > threshold ? 1 : 0;
    const y = channels > 1 ? argmax(b, i, channels) : b[i]! > threshold ? 1 : 0;
    either[x]!++;
    if (x === y) both[x]!++;
    else either[y]!++;
  }
  let sum = 0;
  let present = 0;
  for (let c = 0; c < classes; c++) {
    if (either[c]! === 0) continue;
    sum += both[c]! / either[c]!;
    present++;
  }
  return present === 0 ? 1 : sum / present;
}

function maskThreshold(values: Float32Array, at: number, length: number): number {
  for (let i = at; i < at + length; i++) if (values[i]! < 0 || values[i]! > 1) return 0;
  return 0.5;
}

/** Right and wrong answers of the original and of a variant on labelled samples; labels below 0 are left out. */
export class LabelledComparison {
  private samples = 0;
  private top1 = 0;
  private top5 = 0;
  private onlyReference = 0;
  private onlyCandidate = 0;

  constructor(readonly classes: number) {}

  add(
    reference: Float32Array,
    candidate: Float32Array,
    labels: ArrayLike<number>,
    start: number,
    count: number,
  ): void {
    for (let s = 0; s < count; s++) {
      const at = s * this.classes;
      const label = labels[start + s]!;
      if (label < 0) continue;
      this.samples++;
      const referenceRight = argmax(reference, at, this.classes) === label;
      const candidateRight = argmax(candidate, at, this.classes) === label;
      if (candidateRight) this.top1++;
      if (this.classes > 5 && label < this.classes && inTopK(candidate, label, 5, at, this.classes))
        this.top5++;
      if (referenceRight && !candidateRight) this.onlyReference++;
      if (candidateRight && !referenceRight) this.onlyCandidate++;
    }
  }

  get accuracy(): Interval {
    return wilson(this.top1, this.samples);
  }

  get accuracy5(): Interval | null {
    return this.classes > 5 ? wilson(this.top5, this.samples) : null;
  }

  get difference(): Interval {
    return pairedDifference(this.onlyReference, this.onlyCandidate, this.samples);
  }
}
