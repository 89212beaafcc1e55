import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { taskMoved } from "../changes.ts";
import { frontier } from "./pareto.ts";
import { selectRows } from "./rows.ts";
import { fakeFidelity, fakeMade, opened } from "./test-facts.ts";
import { tradeOffs } from "./trade-offs.ts";

describe("frontier", () => {
  it("holds exactly the points that no other one beats", () => {
    const number = fc.integer({ min: 0, max: 8 });
    fc.assert(
      fc.property(fc.array(fc.record({ cost: number, worth: number })), (plain) => {
        const points = plain.map((p, i) => ({ id: String(i), ...p }));
        const best = frontier(points);
        const beats = (a: (typeof points)[number], b: (typeof points)[number]) =>
          a.cost <= b.cost && a.worth >= b.worth && (a.cost < b.cost || a.worth > b.worth);
        for (const p of best) expect(points.some((other) => beats(other, p))).toBe(false);
        // Whatever is left out is beaten, or equal to one that is in.
        for (const p of points)
          expect(best.some((b) => b === p || beats(b, p) || (b.cost === p.cost && b.worth === p.worth))).toBe(
            true,
          );
      }),
      { seed: 1 },
    );
  });
});

describe("tradeOffs", () => {
  const state = taskMoved(
    "float16",
    "fidelity",
    fakeFidelity,
  )(taskMoved("float16", "make", fakeMade("float16", 7e6))(opened));

  it("sets the original, which is exact, above what was measured", () => {
    const { points } = tradeOffs(selectRows(state), "size", "fidelity");
    expect(points.map((p) => [p.id, p.exact])).toEqual([
      ["original", true],
      ["float16", false],
    ]);
    expect(points[0]!.worth).toBeGreaterThan(points[1]!.worth);
  });

  it("gives the same object while no figure changes, so that charts are not drawn again", () => {
    const first = tradeOffs(selectRows(state), "size", "fidelity");
    const busy = taskMoved("prune", "make", { state: "running", progress: null })(state);
    expect(tradeOffs(selectRows(busy), "size", "fidelity")).toBe(first);
  });
});
