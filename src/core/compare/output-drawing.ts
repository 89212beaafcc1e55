// One sample's output of two files as something to look at: masks, pictures, key points or a waveform.

/** RGBA pixels over the model's input picture, or instead of it. */
export interface PicturePair {
  readonly kind: "mask" | "picture";
  readonly width: number;
  readonly height: number;
  readonly a: Uint8ClampedArray;
  readonly b: Uint8ClampedArray;
}

/** Across and down as shares of the input picture. */
export type KeyPoint = readonly [x: number, y: number];

export interface KeyPointPair {
  readonly kind: "keypoints";
  readonly a: readonly KeyPoint[];
  readonly b: readonly KeyPoint[];
}

/** Smallest and largest value of each of equally many columns; both sides share one scale. */
export interface WaveformPair {
  readonly kind: "waveform";
  readonly largest: number;
  readonly a: Envelope;
  readonly b: Envelope;
}
export type Envelope = readonly (readonly [low: number, high: number])[];

export type OutputDrawing = PicturePair | KeyPointPair | WaveformPair;

/** How an output can be drawn, by its shape and what the model takes; null where numbers are all there is. */
export type DrawingPlan =
  | { readonly kind: "pixels"; readonly height: number; readonly width: number; readonly channels: number }
  | { readonly kind: "keypoints"; readonly count: number; readonly stride: number; readonly yFirst: boolean }
  | { readonly kind: "waveform" };

export interface OutputShape {
  /** Batch first. */
  readonly shape: readonly number[];
  readonly outputs: number;
  /** Elements of the first input. */
  readonly inputElements: number;
  readonly picture: { readonly width: number; readonly height: number } | null;
}

/**
 * Flat lists of key points that published models give, by their length: hands (21), pose (33 and 6 auxiliary ones,
 * 5 numbers each), face meshes without and with irises. https://ai.google.dev/edge/mediapipe/solutions/guide
 */
const flatPoints: Readonly<Record<number, number>> = { 63: 3, 195: 5, 1404: 3, 1434: 3 };
const fewestPixels = 16;

export function planDrawing({ shape, outputs, inputElements, picture }: OutputShape): DrawingPlan | null {
  const elements = shape.slice(1).reduce((n, d) => n * d, 1);
  if (picture !== null) {
    const [, height = 0, width = 0, channels = 1] = shape;
    // A list of boxes has two dimensions as well, but no picture is that long.
    const sides = shape.length === 4 || Math.max(height, width) <= 4 * Math.min(height, width);
    const large = Math.min(height, width) >= fewestPixels;
    if ((shape.length === 3 || shape.length === 4) && sides && large)
      return { kind: "pixels", height, width, channels };
    const dims = shape.slice(1).filter((d) => d !== 1);
    const [count = 0, each = 0] = dims;
    if (dims.length === 2 && count >= 4 && count <= 1000 && (each === 2 || each === 3))
      // MoveNet alone gives [1, 1, 17, 3], as y, x and score.
      return { kind: "keypoints", count, stride: each, yFirst: shape.length === 4 && shape[1] === 1 };
    const stride = dims.length === 1 && outputs > 1 ? flatPoints[elements] : undefined;
    return stride === undefined
      ? null
      : { kind: "keypoints", count: elements / stride, stride, yFirst: false };
  }
  const flat = shape.slice(1).filter((d) => d !== 1).length === 1;
  const asLong = elements * 4 >= inputElements && elements <= inputElements * 4;
  return flat && elements >= 1000 && asLong ? { kind: "waveform" } : null;
}

/** Draws one sample of both sides by a plan. */
export function drawOutput(
  plan: DrawingPlan,
  a: Float32Array,
  b: Float32Array,
  picture: OutputShape["picture"],
): OutputDrawing {
  switch (plan.kind) {
    case "pixels":
      return drawPixels(plan, a, b);
    case "keypoints": {
      const pixels = a.some((v, i) => i % plan.stride < 2 && Math.abs(v) > 2);
      const [w, h] = pixels && picture ? [picture.width, picture.height] : [1, 1];
      const points = (values: Float32Array): KeyPoint[] =>
        Array.from({ length: plan.count }, (_, i) => {
          const [p, q] = [values[i * plan.stride]!, values[i * plan.stride + 1]!];
          return plan.yFirst ? [q / w, p / h] : [p / w, q / h];
        });
      return { kind: "keypoints", a: points(a), b: points(b) };
    }
    case "waveform": {
      const largest = a.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-9);
      return { kind: "waveform", largest, a: envelope(a), b: envelope(b) };
    }
  }
}

const columns = 240;

const envelope = (values: Float32Array): Envelope =>
  Array.from({ length: Math.min(columns, values.length) }, (_, c, n = Math.min(columns, values.length)) => {
    const part = values.subarray(
      Math.floor((c * values.length) / n),
      Math.max(1 + Math.floor((c * values.length) / n), Math.floor(((c + 1) * values.length) / n)),
    );
    return [Math.min(...part), Math.max(...part)] as const;
  });

/** More pixels than anybody sees are left out by taking each second, third, … */
const mostAcross = 512;

function drawPixels(
  { height, width, channels }: Extract<DrawingPlan, { kind: "pixels" }>,
  a: Float32Array,
  b: Float32Array,
): PicturePair {
  const step = Math.ceil(Math.max(width, height) / mostAcross);
  const [w, h] = [Math.floor(width / step), Math.floor(height / step)];
  const picture = channels === 3 && !sumsToOne(a, channels);
  const colour = picture ? pictureColour(a) : maskColour(a, channels);
  const paint = (values: Float32Array): Uint8ClampedArray => {
    const rgba = new Uint8ClampedArray(w * h * 4);
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++)
        colour(values, (y * step * width + x * step) * channels, rgba, (y * w + x) * 4);
    return rgba;
  };
  return { kind: picture ? "picture" : "mask", width: w, height: h, a: paint(a), b: paint(b) };
}

type Paint = (values: Float32Array, at: number, rgba: Uint8ClampedArray, to: number) => void;

/** Shares of classes, as after softmax. */
function sumsToOne(values: Float32Array, channels: number): boolean {
  for (let i = 0; i + channels <= values.length; i += channels * 97) {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += values[i + c]!;
    if (Math.abs(sum - 1) > 0.02) return false;
  }
  return true;
}

/** Values as −1 to 1, 0 to 1 or 0 to 255, whichever the first side's look like. */
function pictureColour(values: Float32Array): Paint {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const v of values) {
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  const from = low < -0.05 ? -1 : 0;
  const to = high > 2 ? 255 : 1;
  return (source, at, rgba, place) => {
    for (let c = 0; c < 3; c++) rgba[place + c] = (255 * (source[at + c]! - from)) / (to - from);
    rgba[place + 3] = 255;
  };
}

/** Colours of classes 1, 2, …; class 0 is the background. Told apart with the common colour deficiencies. */
const palette = [0x0b6cb0, 0xc55300, 0x0a8560, 0xa452a8, 0xe9c33d, 0x8a2456, 0x35c79c, 0x3d35a0] as const;
const opaque = 190;

/** One channel: how sure it is, logits squashed; several: the strongest class. */
function maskColour(values: Float32Array, channels: number): Paint {
  const logits = channels === 1 && values.some((v) => v < -0.05 || v > 1.05);
  return (source, at, rgba, place) => {
    let index = 0;
    let strength = 1;
    if (channels === 1) {
      const value = source[at]!;
      strength = Math.min(1, Math.max(0, logits ? 1 / (1 + Math.exp(-value)) : value));
      index = 1;
    } else {
      for (let c = 1; c < channels; c++) if (source[at + c]! > source[at + index]!) index = c;
    }
    const colour = palette[(index - 1 + palette.length) % palette.length]!;
    rgba[place] = colour >> 16;
    rgba[place + 1] = (colour >> 8) & 255;
    rgba[place + 2] = colour & 255;
    rgba[place + 3] = index === 0 ? 0 : opaque * strength;
  };
}
