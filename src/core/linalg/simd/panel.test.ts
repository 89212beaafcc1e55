import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { assemble } from "../../../../scripts/wasm-text.mjs";
import { seededRandom } from "../../random.ts";
import { panelWasm } from "./panel.generated.ts";
import { type PanelSums, panelRows, plainPanel, simdPanel } from "./panel.ts";

test("the committed binary is what the text assembles to", async () => {
  expect(await assemble(readFileSync(new URL("panel.wat", import.meta.url), "utf8"))).toBe(panelWasm);
});

function run(sums: PanelSums, seed: number, panels: number) {
  const random = seededRandom(seed);
  for (let i = 0; i < panels; i++) {
    for (let k = 0; k < sums.input.length; k++) sums.input[k] = random() - 0.3;
    if (sums.reference) for (let k = 0; k < sums.input.length; k++) sums.reference[k] = random() - 0.3;
    sums.add();
  }
  return sums.finish();
}

test("the assembled sums are the plain ones", () => {
  const size = fc.integer({ min: 1, max: 19 });
  fc.assert(
    fc.property(size, size, fc.boolean(), fc.nat(), (rows, columns, withReference, seed) => {
      const random = seededRandom(seed);
      const weights = Float32Array.from({ length: rows * columns }, () => random() - 0.5);
      const args = { rows, columns, weights, withReference };
      const plain = run(plainPanel(args), seed, 3);
      const fast = run(simdPanel(args)!, seed, 3);
      for (let i = 0; i < columns; i++) {
        for (let j = 0; j <= i; j++)
          expect(fast.gram[i * columns + j]).toBeCloseTo(plain.gram[i * columns + j]!, 4);
      }
      expect(fast.cross?.length).toBe(plain.cross?.length);
      plain.cross?.forEach((x, i) => expect(fast.cross![i]).toBeCloseTo(x, 4));
      plain.sumTarget?.forEach((x, i) => expect(fast.sumTarget![i]).toBeCloseTo(x, 4));
    }),
  );
});

test("the assembled sums are the faster ones", () => {
  const args = { rows: 8, columns: 128, weights: new Float32Array(1024), withReference: false };
  const time = (make: () => PanelSums): number => {
    const sums = make();
    sums.input.fill(0.5);
    sums.add();
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 20; i++) {
      const start = performance.now();
      sums.add();
      least = Math.min(least, performance.now() - start);
    }
    return least;
  };
  expect(panelRows).toBe(64);
  expect(time(() => simdPanel(args)!)).toBeLessThan(time(() => plainPanel(args)) / 1.5);
});
