import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { mobileNetV1, mobileNetV2 } from "../networks/mobile.ts";
import { namedNetwork } from "../networks/named.ts";
import { readModel } from "../tflite/read.ts";
import { anchorWork } from "./anchor-work.ts";
import { anchors } from "./anchors.ts";
import { devices } from "./devices.ts";
import { estimateEverywhere, estimateLatency } from "./estimate.ts";
import { fitAll, predictAnchor, publishedFits } from "./fit.ts";
import { relativeNonNegative } from "./least-squares.ts";
import { workOf } from "./work.ts";

const device = (id: string) => devices.find((d) => d.id === id)!;
const factorOf = (a: number, b: number): number => Math.max(a / b, b / a);

test("the work of the anchors' networks is what their architectures give", () => {
  for (const name of new Set(anchors.map((a) => a.network))) {
    const { products, depthwise, moved, ops, weights } = workOf(namedNetwork(name, "shapes")).byKind.float;
    expect([name, products, depthwise, moved, ops, weights]).toEqual([name, ...anchorWork[name]!]);
  }
});

test("known coefficients are found again, negative ones are not allowed", () => {
  const rows = [
    [1, 2, 0],
    [2, 1, 1],
    [3, 5, 2],
    [1, 0, 4],
  ];
  const y = rows.map(([a, b, c]) => 0.5 * a! + 2 * b! + 0 * c!);
  const found = relativeNonNegative(rows, y);
  expect(found[0]).toBeCloseTo(0.5, 6);
  expect(found[1]).toBeCloseTo(2, 6);
  expect(found[2]).toBeCloseTo(0, 6);
});

describe("against published figures", () => {
  test("those that were not fitted are within a factor of 1.5", () => {
    const lines: string[] = [];
    let worst = 1;
    for (const a of anchors.filter((a) => a.use === "check")) {
      const fit = publishedFits().find((f) => f.device === a.device && f.kind === a.kind)!;
      const predicted = predictAnchor(fit, device(a.device), a.network);
      const factor = factorOf(predicted, a.milliseconds);
      worst = Math.max(worst, factor);
      lines.push(
        `${a.device.padEnd(16)} ${a.kind.padEnd(6)} ${a.network.padEnd(22)} published ${a.milliseconds} ms, estimated ${predicted.toFixed(1)} ms, factor ${factor.toFixed(2)}`,
      );
    }
    console.log(`${lines.join("\n")}\n${lines.length} figures, worst factor ${worst.toFixed(2)}`);
    expect(lines.length).toBeGreaterThan(60);
    expect(worst).toBeLessThan(1.5);
  });

  test("leaving out any fitted figure of a well-measured device, the others foretell it", () => {
    const fitted = anchors.filter((a) => a.use === "fit");
    const crowded = fitted.filter(
      (a) => fitted.filter((b) => b.device === a.device && b.kind === a.kind).length >= 5,
    );
    const factors = crowded.map((left) => {
      const fit = fitAll(fitted.filter((a) => a !== left)).find(
        (f) => f.device === left.device && f.kind === left.kind,
      )!;
      const factor = factorOf(predictAnchor(fit, device(left.device), left.network), left.milliseconds);
      return { name: `${left.device} ${left.kind} ${left.network}`, factor };
    });
    factors.sort((a, b) => b.factor - a.factor);
    console.log(factors.map((f) => `${f.name}: ${f.factor.toFixed(2)}`).join("\n"));
    const within = factors.filter((f) => f.factor < 1.5).length;
    expect(factors.length).toBeGreaterThan(20);
    expect(within / factors.length).toBeGreaterThan(0.8);
  });
});

describe("estimates", () => {
  test("come as a range with the anchors that they rest on", () => {
    const estimate = estimateLatency(mobileNetV2("float32"), device("pixel-3-cpu"));
    if (estimate.state !== "estimated") throw new Error(estimate.reason);
    expect(factorOf(estimate.milliseconds, 17.5)).toBeLessThan(1.2);
    expect(estimate.low).toBeLessThan(17.5);
    expect(estimate.high).toBeGreaterThan(17.5);
    expect(estimate.anchors.length).toBeGreaterThan(3);
    expect(estimate.anchors.every((a) => a.source.startsWith("https://"))).toBe(true);
  });

  test("int8 on an Edge TPU, float borders or not", () => {
    for (const floatBorder of [false, true]) {
      const estimate = estimateLatency(mobileNetV1("int8", { floatBorder }), device("coral-dev-board"));
      if (estimate.state !== "estimated") throw new Error(estimate.reason);
      expect(factorOf(estimate.milliseconds, 2.4)).toBeLessThan(1.3);
    }
  });

  test("are refused where nothing is published: int16, splits, float on an Edge TPU", () => {
    const refused = (kind: "float32" | "int8" | "int16x8", id: string) => {
      const estimate = estimateLatency(mobileNetV2(kind, { width: 0.25 }), device(id));
      return estimate.state === "refused" ? estimate.reason : "";
    };
    expect(refused("int16x8", "pixel-4-cpu")).toContain("int16");
    expect(refused("float32", "coral-usb")).toContain("Nothing runs on Edge TPU");
    expect(refused("int8", "pixel-3a-core")).toContain("No measurement of int8");
  });

  test("float16 weights cost a CPU what float32 costs, and unpacking nothing", () => {
    const selfie = readModel(
      new Uint8Array(readFileSync("node_modules/@mediapipe/selfie_segmentation/selfie_segmentation.tflite")),
    );
    const all = estimateEverywhere(selfie);
    expect(all.filter((e) => e.state === "estimated").map((e) => e.device.family)).not.toContain("edge-tpu");
    const { byKind } = workOf(selfie);
    expect(byKind.float.ops).toBe(246 - 110);
  });
});
