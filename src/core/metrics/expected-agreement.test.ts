import { expect, test } from "vitest";
import { seededRandom } from "../random.ts";
import { ExpectedAgreement } from "./expected-agreement.ts";

function scores(samples: number, noise: number, seed: number): [Float32Array, Float32Array] {
  const random = seededRandom(seed);
  const reference = Float32Array.from({ length: samples * 2 }, () => random());
  return [reference, reference.map((v) => v + noise * (random() - 0.5))];
}

const share = (reference: Float32Array, candidate: Float32Array): number => {
  const n = reference.length / 2;
  let same = 0;
  for (let i = 0; i < n; i++) {
    if (reference[2 * i]! > reference[2 * i + 1]! === candidate[2 * i]! > candidate[2 * i + 1]!) same++;
  }
  return same / n;
};

test("is 1 where nothing differs", () => {
  const [reference] = scores(100, 0, 1);
  const agreement = new ExpectedAgreement();
  agreement.add(reference, reference, 2, 100);
  expect(agreement.value).toBe(1);
});

test("on 200 samples comes nearer to the truth than counting them does", () => {
  const truth = share(...scores(200_000, 0.05, 2));
  let counted = 0;
  let expected = 0;
  for (let run = 0; run < 20; run++) {
    const [reference, candidate] = scores(200, 0.05, 100 + run);
    const agreement = new ExpectedAgreement();
    agreement.add(reference, candidate, 2, 200);
    counted += (share(reference, candidate) - truth) ** 2;
    expected += (agreement.value - truth) ** 2;
  }
  expect(expected).toBeLessThan(0.8 * counted);
});
