import { describe, expect, test } from "vitest";
import { type ModelInput, noEvidence } from "../inputs/model-input.ts";
import { openData } from "../intake/intake.ts";
import { bytesOfValues, npy } from "../testing/make-files.ts";
import { memoryFile, memoryHost } from "../testing/memory-host.ts";
import { convergenceFinding, convergenceOfStatistics, rangeConvergence } from "./convergence.ts";
import { classFindings } from "./doctor.ts";

const input: ModelInput = {
  name: "image",
  shape: [1, 8, 8, 1],
  type: "FLOAT32",
  quantization: null,
  metadata: null,
  evidence: noEvidence,
};
const codes = async (values: Float32Array, over: Partial<ModelInput> = {}): Promise<string[]> => {
  const file = memoryFile("x.npy", npy("<f4", [values.length / 64, 8, 8, 1], bytesOfValues(values)));
  const request = { files: [file], labels: null, inputs: [{ ...input, ...over }], options: {}, title: "x" };
  return (await openData(request, memoryHost())).findings.map((f) => f.code);
};
const samples = (count: number, scale: number): Float32Array =>
  Float32Array.from({ length: count * 64 }, (_, i) => (((i * 7919) % 1009) / 1009) * scale);
const metadata = { mean: [127.5], std: [127.5], min: [], max: [], colorSpace: null, sampleRate: 0 };

describe("the doctor", () => {
  test("finds nothing in sound data", async () => {
    expect(await codes(samples(40, 1))).toEqual([]);
  });

  test("finds ranges unlike what the model says or what is usual", async () => {
    expect(await codes(samples(40, 255))).toEqual(["range-unusual"]);
    expect(await codes(samples(40, 1), { metadata })).toEqual(["range-mismatch"]);
    expect(await codes(samples(40, 255), { metadata })).toEqual(["range-mismatch"]);
    expect(await codes(samples(40, 1 / 255))).toEqual(["range-unusual"]);
    const rescales = { low: 0, high: 255, reason: "the model divides by 255" };
    expect(await codes(samples(40, 1), { evidence: { ...noEvidence, rescales } })).toEqual([
      "range-mismatch",
    ]);
    expect(await codes(samples(40, 255), { evidence: { ...noEvidence, rescales } })).toEqual([]);
  });

  test("finds constant, repeated, too few and broken samples", async () => {
    const constant = samples(40, 1);
    constant.fill(0.5, 64, 128);
    expect(await codes(constant)).toEqual(["constant-samples"]);
    const repeated = samples(40, 1);
    repeated.copyWithin(64, 0, 64);
    expect(await codes(repeated)).toEqual(["duplicate-samples"]);
    const broken = samples(40, 1);
    broken[100] = Number.NaN;
    expect(await codes(broken)).toEqual(["not-finite"]);
    expect(await codes(samples(3, 1))).toEqual(["few-samples"]);
  });

  test("counts classes", () => {
    const labels = Int32Array.from({ length: 60 }, (_, i) => (i < 2 ? 2 : 0));
    const found = classFindings(labels, ["cat", "dog", "emu"]);
    expect(found.map((f) => f.code)).toEqual(["classes-missing", "classes-imbalanced"]);
    expect(found[0]!.message).toBe("No samples of dog.");
    expect(classFindings(Int32Array.of(0, -1, 1), null).map((f) => f.code)).toEqual(["unlabelled"]);
  });
});

describe("convergence of ranges", () => {
  test("is the mean share of the final width, at doubling counts", () => {
    // Two tensors over four samples: the first settles at once, the second doubles with the last sample.
    const min = Float32Array.of(0, 0, 0, 0, 0, 0, 0, -1);
    const max = Float32Array.of(1, 1, 1, 1, 1, 1, 1, 1);
    const points = rangeConvergence(min, max, 2);
    expect(points).toEqual([
      { samples: 1, coverage: 0.75, worst: 0.5 },
      { samples: 2, coverage: 0.75, worst: 0.5 },
      { samples: 4, coverage: 1, worst: 1 },
    ]);
    expect(convergenceFinding(points).code).toBe("ranges-not-settled");
    expect(convergenceFinding(rangeConvergence(min.fill(0), max, 2)).code).toBe("ranges-settled");
    const noted = [
      { samples: 5, min: 0, max: 4, widths: [1, 2, 3] },
      { samples: 5, min: 0, max: 2, widths: [2, 2, 2] },
      { samples: 5, min: 1, max: 1, widths: [0, 0, 0] },
    ];
    expect(convergenceOfStatistics(noted)).toEqual([
      { samples: 1, coverage: 0.625, worst: 0.25 },
      { samples: 2, coverage: 0.75, worst: 0.5 },
      { samples: 4, coverage: 0.875, worst: 0.75 },
      { samples: 5, coverage: 1, worst: 1 },
    ]);
  });
});
