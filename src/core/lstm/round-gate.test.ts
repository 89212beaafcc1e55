import { expect, test } from "vitest";
import { noise } from "../../test-fixtures/op-cases.ts";
import { roundGate } from "./round-gate.ts";

const [cells, inputs, places] = [8, 12, 400];
const columns = inputs + cells;
const input = noise(cells * inputs, 1);
const recurrent = noise(cells * cells, 2);
const [inputScale, recurrentScale] = [0.05, 0.04];

/** What input and state are at each place, [places, columns]; they rise and fall together. */
const common = noise(places, 3);
const read = noise(places * columns, 4).map((v, i) => 0.2 * v + common[Math.floor(i / columns)]! + 0.5);
const mean = new Float64Array(columns);
const gram = new Float64Array(columns ** 2);
for (let p = 0; p < places; p++) {
  for (let i = 0; i < columns; i++) {
    mean[i]! += read[p * columns + i]! / places;
    for (let j = 0; j < columns; j++) {
      gram[i * columns + j]! += (read[p * columns + i]! * read[p * columns + j]!) / places;
    }
  }
}

/** Variance of the error of what the gates add up; its mean is for the bias to take back. */
function errorOf(codes: { readonly input: Int8Array; readonly recurrent: Int8Array }): number {
  let total = 0;
  for (let r = 0; r < cells; r++) {
    const wrong = Float64Array.from({ length: columns }, (_, k) => {
      const [at, from] = [r * inputs + k, r * cells + k - inputs];
      return k < inputs
        ? codes.input[at]! * inputScale - input[at]!
        : codes.recurrent[from]! * recurrentScale - recurrent[from]!;
    });
    for (let p = 0; p < places; p++) {
      let sum = 0;
      wrong.forEach((w, k) => {
        sum += w * (read[p * columns + k]! - mean[k]!);
      });
      total += sum ** 2 / places;
    }
  }
  return total;
}

const given = { input, recurrent, cells, inputScale, recurrentScale, gram, mean, keepZeros: false };
const nearest = (values: Float32Array, scale: number): Int8Array =>
  Int8Array.from(values, (v) => Math.round(v / scale));

test("what the gates add up comes much nearer than with the nearest integers", () => {
  const plain = { input: nearest(input, inputScale), recurrent: nearest(recurrent, recurrentScale) };
  expect(errorOf(roundGate(given))).toBeLessThan(0.3 * errorOf(plain));
});

test("integers stay near their weights", () => {
  const rounded = roundGate(given);
  rounded.input.forEach((q, i) => expect(Math.abs(q * inputScale - input[i]!)).toBeLessThan(4 * inputScale));
});
