// http://yann.lecun.com/exdb/mnist/ (archived: https://web.archive.org/web/2022/http://yann.lecun.com/exdb/mnist/)
import { InputError } from "../../outcome.ts";
import type { NumberType } from "../numbers.ts";
import type { ArrayHeader } from "./array-header.ts";

const types: Readonly<Record<number, NumberType>> = {
  8: "uint8",
  9: "int8",
  11: "int16",
  12: "int32",
  13: "float32",
  14: "float64",
};

/** Two zero bytes, a known element type, and a plausible number of dimensions. */
export function isIdx(head: Uint8Array): boolean {
  const rank = head[3] ?? 0;
  return head[0] === 0 && head[1] === 0 && types[head[2] ?? 0] !== undefined && rank >= 1 && rank <= 8;
}

/** Bytes to read from the start of a file for {@link idxHeader} to succeed. */
export const idxHeadBytes = 4 + 4 * 8;

/** The header of an IDX file: big-endian, last dimension fastest. Throws InputError where it is broken. */
export function idxHeader(head: Uint8Array, name: string): ArrayHeader {
  const type = types[head[2] ?? 0];
  if (!isIdx(head) || type === undefined) {
    throw new InputError(
      "corrupt-idx",
      `${name} is no sound IDX file: its first bytes are not those of one.`,
    );
  }
  const rank = head[3]!;
  const dataAt = 4 + 4 * rank;
  if (head.length < dataAt)
    throw new InputError("truncated-data", `${name} is cut off inside its IDX header.`);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  return { type, bigEndian: true, fortranOrder: false, shape, dataAt };
}
