import { InputError } from "../../outcome.ts";
import { bytesPerNumber, type NumberType, shapeSize, shapeText } from "../numbers.ts";

/** What the header of an array file says; the elements follow at `dataAt`. */
export interface ArrayHeader {
  readonly type: NumberType;
  readonly bigEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Byte offset of the first element. */
  readonly dataAt: number;
}

/** Bytes of all elements. */
export const arrayBytes = (header: ArrayHeader): number =>
  shapeSize(header.shape) * bytesPerNumber[header.type];

/** Throws where the dimensions are absurd or the elements don't fill the file as announced. */
export function checkArrayHeader(header: ArrayHeader, fileSize: number, name: string): void {
  const bytes = arrayBytes(header);
  if (!header.shape.every((d) => Number.isSafeInteger(d) && d >= 0) || !Number.isSafeInteger(bytes)) {
    throw new InputError(
      "corrupt-array",
      `${name} announces the impossible shape ${shapeText(header.shape)}.`,
    );
  }
  if (header.shape.length > 16) {
    throw new InputError(
      "corrupt-array",
      `${name} has ${header.shape.length} dimensions; at most 16 are read.`,
    );
  }
  if (header.dataAt + bytes > fileSize) {
    throw new InputError(
      "truncated-data",
      `${name} is cut off: its shape ${shapeText(header.shape)} needs ${header.dataAt + bytes} bytes, but it has ${fileSize}.`,
    );
  }
}
