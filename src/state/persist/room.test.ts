import { describe, expect, it } from "vitest";
import { toDrop } from "./room.ts";

const kept = (fingerprint: string, bytes: number, opened: number) => ({
  fingerprint,
  name: fingerprint,
  bytes,
  opened,
  recipes: [],
  made: [],
});

describe("room for kept models", () => {
  const two = [kept("new", 30, 2), kept("old", 20, 1)];

  it("drops nothing while there is room, or while nobody knows", () => {
    expect(toDrop(two, 20, { usage: 50, quota: 100 })).toEqual([]);
    expect(toDrop(two, 1e12, null)).toEqual([]);
  });

  it("drops the oldest first, no more than needed", () => {
    expect(toDrop(two, 40, { usage: 50, quota: 100 })).toEqual(["old"]);
    expect(toDrop(two, 60, { usage: 50, quota: 100 })).toEqual(["old", "new"]);
  });

  it("gives up on a file that never fits", () => {
    expect(toDrop(two, 90, { usage: 50, quota: 100 })).toBeNull();
  });

  it("keeps at most twenty", () => {
    const many = Array.from({ length: 20 }, (_, i) => kept(`m${i}`, 1, i));
    expect(toDrop(many, 1, null)).toEqual(["m0"]);
  });
});
