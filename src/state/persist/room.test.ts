import { describe, expect, it } from "vitest";
import type { KeptModel } from "./database.ts";
import { keptBytes, toFree } from "./room.ts";

const kept = (
  fingerprint: string,
  bytes: number,
  opened: number,
  data: [string, number] | null = null,
): KeptModel => ({
  fingerprint,
  name: fingerprint,
  bytes,
  opened,
  recipes: [],
  made: [],
  measured: [],
  data: data && { key: data[0], bytes: data[1], count: 1, options: {} },
});
const model = (bytes: number) => ({ bytes, kind: "model" }) as const;
const data = (bytes: number) => ({ bytes, kind: "data" }) as const;
const nothing = { variants: [], data: [], models: [] };

describe("room for kept models", () => {
  const two = [kept("new", 30, 2), kept("old", 20, 1)];

  it("drops nothing while there is room, or while nobody knows", () => {
    expect(toFree(two, model(20), { usage: 50, quota: 100 })).toEqual(nothing);
    expect(toFree(two, model(4e9), null)).toEqual(nothing);
  });

  it("drops the oldest first, no more than needed", () => {
    expect(toFree(two, model(40), { usage: 50, quota: 100 })).toEqual({
      variants: [],
      data: [],
      models: ["old"],
    });
    expect(toFree(two, model(60), { usage: 50, quota: 100 })).toEqual({
      variants: [],
      data: [],
      models: ["old", "new"],
    });
  });

  it("gives up on a file that never fits", () => {
    expect(toFree(two, model(90), { usage: 50, quota: 100 })).toBeNull();
    expect(toFree([], model(6e9), null)).toBeNull();
  });

  it("keeps at most twenty", () => {
    const many = Array.from({ length: 20 }, (_, i) => kept(`m${i}`, 1, i));
    expect(toFree(many, model(1), null)).toEqual({ variants: [], data: [], models: ["m0"] });
    expect(toFree(many, data(1), null)).toEqual(nothing);
  });
});

describe("room for variants", () => {
  const made = (key: string, bytes: number, saved: number) => ({ key, bytes, saved });
  const three = [made("c", 10, 3), made("a", 20, 1), made("b", 30, 2)];
  const variant = (bytes: number) => ({ bytes, kind: "variant" }) as const;
  const kept2 = [kept("new", 10, 2, ["d", 30]), kept("old", 10, 1)];

  it("drops other variants, the oldest first, and neither samples nor models", () => {
    expect(toFree(kept2, variant(40), { usage: 110, quota: 200 }, three)).toEqual(nothing);
    expect(toFree(kept2, variant(60), { usage: 110, quota: 200 }, three)).toEqual({
      ...nothing,
      variants: ["a"],
    });
    expect(toFree(kept2, variant(120), { usage: 110, quota: 200 }, three)).toBeNull();
  });

  it("keeps them within a size and a number of their own, whatever room there is", () => {
    expect(toFree(kept2, variant(1e9 - 41), null, three)?.variants).toEqual(["a"]);
    expect(toFree(kept2, variant(1e9 + 1), null, [])).toBeNull();
    const many = Array.from({ length: 48 }, (_, i) => made(`v${i}`, 1, i));
    expect(toFree(kept2, variant(1), null, many)?.variants).toEqual(["v0"]);
  });

  it("lets them go before samples and models", () => {
    expect(toFree(kept2, data(80), { usage: 110, quota: 200 }, three)).toEqual({
      ...nothing,
      variants: ["a", "b"],
    });
    expect(toFree(kept2, model(120), { usage: 110, quota: 200 }, three)).toEqual({
      variants: ["a", "b", "c"],
      data: ["new"],
      models: [],
    });
  });
});

describe("room for samples", () => {
  const room = { usage: 100, quota: 200 };
  const owners = [
    kept("new", 10, 3, ["a", 40]),
    kept("middle", 10, 2, ["b", 20]),
    kept("old", 10, 1, ["a", 40]),
  ];

  it("counts what several models share once", () => {
    expect(keptBytes(owners, [])).toBe(90);
  });

  it("drops other samples, never models", () => {
    expect(toFree(owners, data(80), room)).toEqual({ variants: [], data: ["middle"], models: [] });
    expect(toFree(owners, data(121), room)).toBeNull();
  });

  it("drops shared samples from all their owners", () => {
    expect(toFree(owners, data(120), room)).toEqual({
      variants: [],
      data: ["new", "middle", "old"],
      models: [],
    });
  });

  it("leaves those of a training alone", () => {
    expect(toFree(owners, { ...data(81), held: new Set(["a"]) }, room)).toBeNull();
  });

  it("lets samples go before models", () => {
    expect(toFree(owners, model(120), room)).toEqual({
      variants: [],
      data: ["new", "middle", "old"],
      models: [],
    });
    expect(toFree(owners, model(125), room)).toEqual({
      variants: [],
      data: ["new", "middle"],
      models: ["old"],
    });
  });
});
