import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import type { SweepPoint } from "../facts/search.ts";
import { stepsAt, sweep } from "../search/sweep.ts";
import { Studio } from "../studio.ts";
import { createNodeHost } from "./host.ts";

const host = createNodeHost();
afterAll(() => host.close());

const open = (): Studio =>
  new Studio(host, "net.tflite", new Uint8Array(readFileSync("src/test-fixtures/fm_mnv1.tflite")));
const control = () => ({ cancelFlag: new Int32Array(new SharedArrayBuffer(4)), onProgress: () => {} });
const pruning = [{ technique: "prune", options: { pattern: "block1x4" } }] as const;

describe("a curve over one option", () => {
  test("measures each point on its own file and lets the files go", async () => {
    const studio = open();
    const points: SweepPoint[] = [];
    await sweep(studio, { steps: pruning, axis: "sparsity", values: [0.8, 0.2] }, control(), (p) =>
      points.push(p),
    );
    expect(points.map((p) => p.value)).toEqual([0.8, 0.2]);
    const [far, near] = points;
    expect(far!.gzip).toBeLessThan(near!.gzip);
    expect(far!.figure.value).toBeLessThan(near!.figure.value);
    expect(far).toMatchObject({ measure: "cosine", original: null, synthetic: true });
    expect(far!.steps).toEqual([{ technique: "prune", options: { pattern: "block1x4", sparsity: 0.8 } }]);
    expect(() => studio.made("search/sweep")).toThrow(/not been made/);
  });

  test("ends where it is stopped, with the points that are there", async () => {
    const own = control();
    const points: SweepPoint[] = [];
    const run = sweep(open(), { steps: pruning, axis: "sparsity", values: [0.5, 0.6, 0.7] }, own, (p) => {
      points.push(p);
      Atomics.store(own.cancelFlag, 0, 1);
    });
    await expect(run).rejects.toThrow(/cancel/i);
    expect(points).toHaveLength(1);
  });

  test("a value that is the default leaves no option behind", () => {
    expect(stepsAt(pruning, "sparsity", 0.5)).toEqual(pruning);
  });
});
