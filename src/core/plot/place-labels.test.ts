import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placeLabels } from "./place-labels.ts";

const room = { width: 300, height: 280, line: 14 };

describe("placeLabels", () => {
  it("puts a lone label above its point", () => {
    const [place] = placeLabels([{ x: 150, y: 140, label: 60 }], room);
    expect(place).toMatchObject({ dx: 0, anchor: "middle" });
    expect(place?.dy).toBeLessThan(0);
  });

  it("parts the labels of points that nearly meet", () => {
    const places = placeLabels(
      [0, 3, 6, 9].map((shift) => ({ x: 150, y: 140 + shift, label: 90 })),
      room,
    );
    expect(new Set(places.map((p) => JSON.stringify(p))).size).toBe(4);
  });

  it("keeps a label at the right edge inside", () => {
    expect(placeLabels([{ x: 300, y: 140, label: 80 }], room)[0]?.anchor).toBe("end");
  });

  it("lets no label lie nearer to another point than to its own", () => {
    const spots = [
      { x: 150, y: 140, label: 90 },
      { x: 150, y: 168, label: 90 },
      { x: 176, y: 150, label: 90 },
    ];
    for (const place of placeLabels(spots, room)) {
      expect(place.crowded).toBe(false);
      if (place.leader === null) expect(Math.abs(place.dy)).toBeLessThan(22);
    }
  });

  it("keeps off the line through a point", () => {
    const [place] = placeLabels([{ x: 150, y: 140, label: 60 }], room, [
      { x1: 150, y1: 20, x2: 150, y2: 260 },
    ]);
    expect(place).toMatchObject({ anchor: "start", leader: null });
  });

  it("leads a line to a label that has to stand off", () => {
    const heap = Array.from({ length: 5 }, (_, i) => ({ x: 150 + 2 * i, y: 140, label: 60 }));
    expect(placeLabels(heap, room).some((place) => place.leader !== null && !place.crowded)).toBe(true);
  });

  it("calls a label crowded where no place is free", () => {
    const heap = Array.from({ length: 40 }, (_, i) => ({ x: 150 + i, y: 140, label: 120 }));
    const crowded = placeLabels(heap, room).filter((place) => place.crowded);
    expect(crowded.length).toBeGreaterThan(20);
    expect(crowded.length).toBeLessThan(40);
  });

  it("gives every point a place, whatever the points", () => {
    const spot = fc.record({
      x: fc.integer({ min: 0, max: 300 }),
      y: fc.integer({ min: 0, max: 280 }),
      label: fc.integer({ min: 10, max: 200 }),
    });
    fc.assert(
      fc.property(fc.array(spot, { maxLength: 15 }), (spots) => {
        expect(placeLabels(spots, room)).toHaveLength(spots.length);
      }),
      { seed: 1, numRuns: 50 },
    );
  });
});
