import { argmax } from "./compare-outputs.ts";

/** Neighbours on either side whose errors a sample borrows. */
const neighbours = 12;

/**
 * An estimate of the share of samples that a candidate decides as the reference does, finer than counting allows on
 * few samples: every sample's margin (lead of its first choice over the next) is tried with the errors that the
 * candidate made in the margins of the samples of similar lead. With a constant error it is the plain share.
 */
export class ExpectedAgreement {
  private readonly margins: number[] = [];
  private readonly errors: number[] = [];

  /** `elements`: class scores of one sample; both arrays hold `count` samples. */
  add(reference: ArrayLike<number>, candidate: ArrayLike<number>, elements: number, count: number): void {
    for (let s = 0; s < count; s++) {
      const first = argmax(reference, s * elements, elements);
      const margin = lead(reference, s * elements, elements, first);
      this.margins.push(margin);
      this.errors.push(lead(candidate, s * elements, elements, first) - margin);
    }
  }

  get value(): number {
    const order = this.margins.map((_, i) => i).sort((a, b) => this.margins[a]! - this.margins[b]!);
    let kept = 0;
    let tried = 0;
    order.forEach((sample, place) => {
      const from = Math.max(0, place - neighbours);
      for (let at = from; at < Math.min(order.length, place + neighbours + 1); at++) {
        tried++;
        if (this.margins[sample]! + this.errors[order[at]!]! >= 0) kept++;
      }
    });
    return tried === 0 ? 1 : kept / tried;
  }
}

/** Score of a class above the best of the others; below 0 where it is not the first. */
function lead(scores: ArrayLike<number>, at: number, elements: number, index: number): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < elements; i++) if (i !== index) best = Math.max(best, scores[at + i]!);
  return scores[at + index]! - best;
}
