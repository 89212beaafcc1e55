// Antialiased bilinear resampling: a triangle filter as wide as one pixel of the coarser grid, normalized.
// The same as Pillow's BILINEAR and tf.image.resize(antialias=True), but for rounding. Ours, so that the page and
// the command line see the same pixels.
import type { ResizeMode } from "../inputs/preprocess.ts";
import type { RgbaImage } from "./pixels.ts";

/** Part of a picture, in whole pixels. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Three bytes a pixel, row by row. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * Brings a picture to `width` x `height`: `crop` takes the largest part in the middle that has the wanted
 * proportions, `fit` keeps the whole picture and fills the rest with black, `stretch` distorts it.
 */
export function resizeTo(image: RgbaImage, width: number, height: number, mode: ResizeMode): RgbImage {
  const whole: Region = { left: 0, top: 0, width: image.width, height: image.height };
  if (mode === "stretch") return resample(image, whole, width, height);
  if (mode === "crop") return resample(image, middle(image, width, height), width, height);
  const scale = Math.min(width / image.width, height / image.height);
  const inner = resample(
    image,
    whole,
    Math.max(1, Math.min(width, Math.round(image.width * scale))),
    Math.max(1, Math.min(height, Math.round(image.height * scale))),
  );
  return pad(inner, width, height);
}

function middle(image: RgbaImage, width: number, height: number): Region {
  const scale = Math.min(image.width / width, image.height / height);
  const w = Math.max(1, Math.min(image.width, Math.round(width * scale)));
  const h = Math.max(1, Math.min(image.height, Math.round(height * scale)));
  return { left: (image.width - w) >> 1, top: (image.height - h) >> 1, width: w, height: h };
}

function pad(inner: RgbImage, width: number, height: number): RgbImage {
  if (inner.width === width && inner.height === height) return inner;
  const data = new Uint8Array(width * height * 3);
  const left = (width - inner.width) >> 1;
  const top = (height - inner.height) >> 1;
  for (let y = 0; y < inner.height; y++) {
    const row = inner.data.subarray(y * inner.width * 3, (y + 1) * inner.width * 3);
    data.set(row, ((top + y) * width + left) * 3);
  }
  return { width, height, data };
}

interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `weights[i * most + k]` for tap k of output i. */
  readonly weights: Float32Array;
  readonly most: number;
}

/** Which inputs make each output along one axis, and how much. Output centres lie at (i + 0.5) * scale. */
export function triangleTaps(size: number, out: number): Taps {
  const scale = size / out;
  const support = Math.max(1, scale);
  const most = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(out);
  const count = new Int32Array(out);
  const weights = new Float32Array(out * most);
  for (let i = 0; i < out; i++) {
    const centre = (i + 0.5) * scale;
    const from = Math.max(0, Math.floor(centre - support + 0.5));
    const to = Math.min(size, Math.floor(centre + support + 0.5));
    let sum = 0;
    for (let k = from; k < to; k++) {
      const w = Math.max(0, 1 - Math.abs((k + 0.5 - centre) / support));
      weights[i * most + k - from] = w;
      sum += w;
    }
    for (let k = 0; k < to - from; k++) weights[i * most + k]! /= sum;
    first[i] = from;
    count[i] = to - from;
  }
  return { first, count, weights, most };
}

/** Rows first, then columns; nothing is rounded in between. Alpha is left out. */
export function resample(image: RgbaImage, region: Region, width: number, height: number): RgbImage {
  const data = new Uint8Array(width * height * 3);
  if (region.width === width && region.height === height) {
    copyRegion(image, region, data);
    return { width, height, data };
  }
  const across = triangleTaps(region.width, width);
  const down = triangleTaps(region.height, height);
  const rows = new Float32Array(region.height * width * 3);
  const pixels = image.data;
  const { first, count, weights } = across;
  for (let y = 0; y < region.height; y++) {
    const from = ((region.top + y) * image.width + region.left) * 4;
    for (let x = 0, to = y * width * 3; x < width; x++, to += 3) {
      let r = 0;
      let g = 0;
      let b = 0;
      let at = from + first[x]! * 4;
      const taps = x * across.most;
      for (let k = 0, n = count[x]!; k < n; k++, at += 4) {
        const w = weights[taps + k]!;
        r += w * pixels[at]!;
        g += w * pixels[at + 1]!;
        b += w * pixels[at + 2]!;
      }
      rows[to] = r;
      rows[to + 1] = g;
      rows[to + 2] = b;
    }
  }
  const line = width * 3;
  const sums = new Float32Array(line);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let k = 0, n = down.count[y]!; k < n; k++) {
      const w = down.weights[y * down.most + k]!;
      const at = (down.first[y]! + k) * line;
      for (let x = 0; x < line; x++) sums[x]! += w * rows[at + x]!;
    }
    // Weights are positive and add up to 1: nothing leaves 0 to 255 but by rounding, which Math.round takes back.
    for (let x = 0; x < line; x++) data[y * line + x] = Math.round(sums[x]!);
  }
  return { width, height, data };
}

function copyRegion(image: RgbaImage, region: Region, data: Uint8Array): void {
  let to = 0;
  for (let y = region.top; y < region.top + region.height; y++) {
    let at = (y * image.width + region.left) * 4;
    for (let x = 0; x < region.width; x++, at += 4) {
      data[to++] = image.data[at]!;
      data[to++] = image.data[at + 1]!;
      data[to++] = image.data[at + 2]!;
    }
  }
}
