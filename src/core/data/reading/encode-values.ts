import type { TensorValues } from "../../run/runtime.ts";
import type { TensorTypeName } from "../../tflite/tensor-types.ts";
import type { ModelInput } from "../inputs/model-input.ts";
import { unfedError } from "../inputs/unfed.ts";

const integerRanges: Partial<Record<TensorTypeName, readonly [number, number]>> = {
  UINT8: [0, 255],
  INT8: [-128, 127],
  INT16: [-32768, 32767],
  UINT16: [0, 65535],
  INT32: [-(2 ** 31), 2 ** 31 - 1],
  UINT32: [0, 2 ** 32 - 1],
  BOOL: [0, 1],
};

/** Zeroed values of an input's own type. Throws InputError for types that data cannot be given for. */
export function newValues(type: TensorTypeName, count: number): TensorValues {
  switch (type) {
    case "FLOAT32":
      return new Float32Array(count);
    case "FLOAT64":
      return new Float64Array(count);
    case "INT64":
      return new BigInt64Array(count);
    case "INT32":
      return new Int32Array(count);
    case "UINT32":
      return new Uint32Array(count);
    case "INT16":
      return new Int16Array(count);
    case "UINT16":
      return new Uint16Array(count);
    case "INT8":
      return new Int8Array(count);
    case "UINT8":
    case "BOOL":
      return new Uint8Array(count);
    default:
      throw unfedError(type);
  }
}

/**
 * Writes real values into an input's own type at `at`: quantized where the input is, else rounded to the nearest
 * whole number for integer types. Values beyond the type's range are clamped; NaN becomes 0 in integer types.
 */
export function encodeValues(
  real: Float32Array | Float64Array,
  input: Pick<ModelInput, "type" | "quantization">,
  target: TensorValues,
  at: number,
): void {
  if (target instanceof Float32Array || target instanceof Float64Array) {
    target.set(real, at);
    return;
  }
  if (target instanceof BigInt64Array) {
    for (let i = 0; i < real.length; i++) {
      const value = real[i]!;
      target[at + i] = Number.isFinite(value) ? BigInt(Math.round(value)) : 0n;
    }
    return;
  }
  const [low, high] = integerRanges[input.type] ?? [0, 0];
  const scale = input.quantization?.scale ?? 1;
  const zero = input.quantization?.zeroPoint ?? 0;
  for (let i = 0; i < real.length; i++) {
    const stored = roundHalfEven(real[i]! / scale) + zero;
    target[at + i] = Math.min(high, Math.max(low, Number.isNaN(stored) ? 0 : stored));
  }
}

/** As NumPy's rint, so that values at half-way points equal those of reference scripts. */
function roundHalfEven(x: number): number {
  const down = Math.floor(x);
  const rest = x - down;
  if (rest < 0.5) return down;
  if (rest > 0.5) return down + 1;
  return down % 2 === 0 ? down : down + 1;
}
