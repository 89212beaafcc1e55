import { packInt4 } from "../../core/quant/int4.ts";
import { encodeFloat16Bytes } from "../../core/tensor/float16.ts";
import { bytesOf } from "../../core/tensor/views.ts";
import type { TechniqueId } from "../technique.ts";

/** Bytes of a matrix of weights as a quantization stores them, with a scale for each of `rows`; null: as float32. */
export function storedAs(values: Float32Array, rows: number, quantization: TechniqueId | null): Uint8Array {
  if (quantization === null) return bytesOf(values);
  if (quantization === "float16") return bytesOf(encodeFloat16Bytes(bytesOf(values)));
  const most = quantization === "weight-int4" ? 7 : 127;
  const codes = new Int8Array(values.length);
  const width = values.length / rows;
  for (let r = 0; r < rows; r++) {
    const row = values.subarray(r * width, (r + 1) * width);
    const scale = row.reduce((m, w) => Math.max(m, Math.abs(w)), 1e-9) / most;
    for (let i = 0; i < row.length; i++) codes[r * width + i] = Math.round(row[i]! / scale);
  }
  return quantization === "weight-int4" ? packInt4(codes) : bytesOf(codes);
}
