/** A decoded picture: 8-bit RGBA, row by row, alpha not multiplied into the colours. */
export interface RgbaImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}
