import { expect, test } from "vitest";
import { localExecutor } from "../../core/kernels/local.ts";
import { CancelledError, neverCancelled } from "../../core/outcome.ts";
import { readModel } from "../../core/tflite/read.ts";
import { firstDifference } from "../../core/tflite/same-model.ts";
import type { TechniqueId } from "../../techniques/technique.ts";
import { fixture } from "../../test-fixtures/node/fixtures.ts";
import { type MadeVariant, makeVariant } from "./make-variant.ts";
import { Scratch } from "./scratch.ts";

test("the same memory serves one after the other, zeroed, but not what failed", async () => {
  const scratch = new Scratch(localExecutor);
  const fill = (wanted: number) =>
    scratch.lend(async ({ allocate }) => {
      const memory = allocate(wanted);
      expect(memory.every((byte) => byte === 0)).toBe(true);
      return memory.fill(7).buffer;
    });
  const first = await fill(1000);
  expect(await fill(3000)).toBe(first);
  await expect(
    scratch.lend(async ({ allocate }) => {
      expect(allocate(10).buffer).toBe(first);
      throw new CancelledError();
    }),
  ).rejects.toThrow(CancelledError);
  expect(await fill(1000)).not.toBe(first);
});

test("at the same time everyone has their own", async () => {
  const scratch = new Scratch(localExecutor);
  const both = [1, 2].map(() => scratch.lend(async ({ allocate }) => allocate(64).buffer));
  const [a, b] = await Promise.all(both);
  expect(a).not.toBe(b);
});

test("variants made one after the other in the same memory are what they are alone", async () => {
  const model = readModel(fixture("fm_mnv1.tflite"));
  const scratch = new Scratch(localExecutor);
  const make = (technique: TechniqueId, lent: Scratch | null): Promise<MadeVariant> =>
    makeVariant({
      model,
      steps: [{ technique, options: {} }],
      kernels: localExecutor,
      scratch: lent,
      runtime: null,
      data: null,
      seed: 1,
      progress: () => {},
      signal: neverCancelled,
    });
  const techniques = ["weight-int4", "float16", "prune", "dynamic-int8", "weight-int4"] as const;
  const lent: MadeVariant[] = [];
  for (const technique of techniques) lent.push(await make(technique, scratch));
  for (const [i, technique] of techniques.entries()) {
    const alone = await make(technique, null);
    expect(firstDifference(lent[i]!.bytes, alone.bytes), technique).toBeNull();
    expect(firstDifference(lent[i]!.model, alone.model), technique).toBeNull();
  }
});
