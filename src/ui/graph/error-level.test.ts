import { expect, test } from "vitest";
import type { TensorError } from "../../engine/facts/precision.ts";
import { byError, errorText, levelOf } from "./error-level.ts";

const error = (change: Partial<TensorError>): TensorError => ({
  tensor: "t",
  op: 0,
  sqnr: 40,
  cosine: 1,
  rmse: 0.1,
  rmseOverScale: 0.289,
  ...change,
});

test("an error is judged by the measure that was chosen", () => {
  expect(levelOf(error({}), "rmseOverScale")).toBe("good");
  expect(levelOf(error({ rmseOverScale: 0.71 }), "rmseOverScale")).toBe("suspect");
  expect(levelOf(error({ rmseOverScale: null }), "rmseOverScale")).toBe("unknown");
  expect(levelOf(error({ sqnr: 20 }), "sqnr")).toBe("fair");
  expect(levelOf(error({ cosine: 0.5 }), "cosine")).toBe("suspect");
  expect(levelOf(undefined, "sqnr")).toBe("unknown");
  expect(errorText(error({ sqnr: Number.POSITIVE_INFINITY }), "sqnr")).toBe("exact");
});

test("the worst comes first, the unmeasured last", () => {
  const errors = [undefined, error({ sqnr: 40 }), error({ sqnr: 3 }), error({ sqnr: 20 })];
  expect([...errors].sort(byError("sqnr")).map((e) => e?.sqnr)).toEqual([3, 20, 40, undefined]);
});
