import { expect, it } from "vitest";
import type { Step } from "../../techniques/pipeline.ts";
import { variantFileName } from "./naming.ts";

it("files that are made differently have different names", () => {
  const name = (...steps: Step[]): string => variantFileName("my pose.tflite", steps);
  expect(name({ technique: "int8", options: {} })).toBe("my_pose.int8.tflite");
  expect(
    name(
      { technique: "prune", options: { sparsity: 0.95 } },
      { technique: "int8", options: { strict: true } },
    ),
  ).toBe("my_pose.prune-sparsity0.95+int8-strict-true.tflite");
  expect(name({ technique: "int8", options: { rules: "a/b:".repeat(20) } })).toBe("my_pose.int8.tflite");
});
