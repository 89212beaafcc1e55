/** A decoded picture: 8-bit RGBA, row by row, alpha not multiplied into the colours. */
export interface RgbaImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** Lays transparent parts on white, in place, as a page shows them. */
export function layOnWhite(image: RgbaImage): RgbaImage {
  const { data } = image;
  for (let i = 3; i < data.length; i += 4) {
    const alpha = data[i]!;
    if (alpha === 255) continue;
    for (let c = i - 3; c < i; c++) data[c] = Math.round((data[c]! * alpha + 255 * (255 - alpha)) / 255);
    data[i] = 255;
  }
  return image;
}
