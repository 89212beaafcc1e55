import { describe, expect, it } from "vitest";
import { drawOutput, planDrawing } from "./output-drawing.ts";

const picture = { width: 256, height: 256 };
const shown = (shape: number[], more: object = {}) =>
  planDrawing({ shape, outputs: 1, inputElements: 256 * 256 * 3, picture, ...more });

describe("how outputs are drawn", () => {
  it("by shape: masks and pictures, key points, waveforms, else nothing", () => {
    expect(shown([1, 256, 256, 1])).toMatchObject({ kind: "pixels", channels: 1 });
    expect(shown([1, 17, 3])).toMatchObject({ kind: "keypoints", count: 17, yFirst: false });
    expect(shown([1, 1, 17, 3])).toMatchObject({ kind: "keypoints", yFirst: true });
    expect(shown([1, 63], { outputs: 4 })).toMatchObject({ kind: "keypoints", count: 21, stride: 3 });
    expect(shown([1, 195], { outputs: 5 })).toMatchObject({ kind: "keypoints", count: 39, stride: 5 });
    // A classifier of 63 classes, boxes by the hundred, scores of sounds.
    expect(shown([1, 63])).toBeNull();
    expect(shown([1, 896, 16])).toBeNull();
    expect(shown([1, 521], { picture: null, inputElements: 15600 })).toBeNull();
    expect(shown([1, 16000], { picture: null, inputElements: 16000 })).toEqual({ kind: "waveform" });
  });

  it("paints a mask by how sure it is, logits squashed, and several channels by the strongest", () => {
    const plan = { kind: "pixels", width: 2, height: 1, channels: 1 } as const;
    const sure = drawOutput(plan, Float32Array.of(0, 1), Float32Array.of(1, 0.5), picture);
    expect(sure).toMatchObject({ kind: "mask", width: 2, height: 1 });
    if (sure.kind !== "mask") return;
    expect([sure.a[3], sure.a[7], sure.b[3], sure.b[7]]).toEqual([0, 190, 190, 95]);
    const logits = drawOutput(plan, Float32Array.of(-9, 9), Float32Array.of(9, -9), picture);
    expect(logits.kind === "mask" && [logits.a[3], logits.a[7]]).toEqual([0, 190]);
    const classes = { ...plan, channels: 3 };
    const two = drawOutput(
      classes,
      Float32Array.of(0.8, 0.1, 0.1, 0.1, 0.2, 0.7),
      new Float32Array(6),
      picture,
    );
    expect(two.kind === "mask" && [two.a[3], two.a[7], two.a[4]]).toEqual([0, 190, 0xc5]);
  });

  it("takes three channels that are no shares for a picture, from −1 to 1, 0 to 1 or 0 to 255", () => {
    const plan = { kind: "pixels", width: 1, height: 1, channels: 3 } as const;
    for (const [values, first] of [
      [[-1, 0, 1], 0],
      [[0.5, 0, 0.9], 128],
      [[255, 0, 100], 255],
    ] as const) {
      const drawn = drawOutput(plan, Float32Array.from(values), Float32Array.from(values), picture);
      expect(drawn).toMatchObject({ kind: "picture" });
      expect(drawn.kind === "picture" && drawn.a[0]).toBe(first);
    }
  });

  it("places key points as shares of the picture, whether they come in pixels or not", () => {
    const plan = { kind: "keypoints", count: 1, stride: 3, yFirst: false } as const;
    const inPixels = drawOutput(plan, Float32Array.of(128, 64, 0), Float32Array.of(64, 64, 0), picture);
    expect(inPixels).toMatchObject({ a: [[0.5, 0.25]], b: [[0.25, 0.25]] });
    const shares = drawOutput(
      { ...plan, yFirst: true },
      Float32Array.of(0.25, 0.5, 1),
      new Float32Array(3),
      picture,
    );
    expect(shares).toMatchObject({ a: [[0.5, 0.25]] });
  });

  it("keeps the peaks of a waveform", () => {
    const wave = Float32Array.from({ length: 1000 }, (_, i) => (i === 500 ? -3 : Math.sin(i)));
    const drawn = drawOutput({ kind: "waveform" }, wave, wave, null);
    expect(drawn.kind === "waveform" && drawn.largest).toBe(3);
    expect(drawn.kind === "waveform" && Math.min(...drawn.a.map(([low]) => low))).toBe(-3);
    expect(drawn.kind === "waveform" && drawn.a.length).toBe(240);
  });
});
