import { expect, test } from "vitest";
import type { Drawing } from "./drawing.ts";
import { quickLayout } from "./quick-layout.ts";

/** A chain with a way around every third op. */
function chain(n: number): Drawing {
  const edge = (a: number, b: number) => ({ id: `${a}-${b}`, source: `${a}`, target: `${b}` });
  return {
    ops: Array.from({ length: n }, (_, i) => ({
      id: `${i}`,
      op: { index: i, name: "ADD", version: 1, inputs: [], outputs: [], options: [] },
      output: null,
      constants: [],
    })),
    edges: Array.from({ length: n - 1 }, (_, i) => edge(i, i + 1)).concat(
      Array.from({ length: Math.floor(n / 3) - 1 }, (_, i) => edge(3 * i, 3 * i + 3)),
    ),
  };
}

test("every op stands below its sources and none upon another", () => {
  const drawing = chain(60);
  const { places } = quickLayout(drawing);
  for (const { source, target } of drawing.edges) {
    expect(places.get(target)!.y).toBeGreaterThan(places.get(source)!.y);
  }
  expect(new Set([...places.values()].map(({ x, y }) => `${x},${y}`)).size).toBe(60);
});

test("1,500 ops take a moment", () => {
  const start = performance.now();
  quickLayout(chain(1500));
  expect(performance.now() - start).toBeLessThan(500);
});
