import { InputError } from "../../outcome.ts";
import { type ModelInput, pictureShape, sampleShape } from "../inputs/model-input.ts";
import { shapeSize, shapeText } from "../numbers.ts";

/** How an array's dimensions become samples of an input. */
export interface ShapeMatch {
  readonly samples: number;
  /** Dimensions of one sample as they are stored. */
  readonly stored: readonly number[];
  /** Axes of `stored` in the order of the input, or null where they are in order already. */
  readonly axes: readonly number[] | null;
  readonly reason: string;
}

const squeeze = (shape: readonly number[]): number[] => shape.filter((d) => d !== 1);
const same = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((d, i) => d === b[i]);

/**
 * Matches an array with an input: [N, ...sample], one sample alone, flat rows, or the other channel order where
 * that is the only reading. Dimensions of 1 don't count. Throws InputError naming both shapes.
 */
export function matchShape(arrayShape: readonly number[], input: ModelInput, name: string): ShapeMatch {
  const wanted = sampleShape(input);
  const [samples = 1, ...rest] = arrayShape;
  const target = squeeze(wanted);
  if (arrayShape.length > 0 && same(squeeze(rest), target)) {
    return { samples, stored: rest, axes: null, reason: "the array's shape is the input's" };
  }
  if (same(squeeze(arrayShape), target)) {
    return { samples: 1, stored: arrayShape, axes: null, reason: "the array is one sample" };
  }
  for (const [count, stored] of [
    [samples, rest],
    [1, arrayShape],
  ] as const) {
    const axes = otherOrder(stored, input);
    if (axes !== null) {
      const reason = `stored ${shapeText(stored)}, wanted ${shapeText(wanted)}`;
      return { samples: count, stored, axes, reason };
    }
  }
  if (arrayShape.length === 2 && rest[0] === shapeSize(wanted)) {
    return { samples, stored: rest, axes: null, reason: "each row is one flattened sample" };
  }
  if (target.length === 1 && rest.length > 1 && shapeSize(rest) === shapeSize(wanted)) {
    return { samples, stored: rest, axes: null, reason: "each sample is flattened for the input" };
  }
  if (input.open !== undefined)
    throw openSizeError(input, input.open, `${name} has the shape ${shapeText(arrayShape)}, but`);
  throw new InputError(
    "shape-mismatch",
    `${name} has the shape ${shapeText(arrayShape)}, but the input "${input.name}" wants ${shapeText(input.shape)} for each sample.`,
  );
}

/** That sizes which a model leaves open are run at 1, so that these data don't fit. `before` begins the sentence. */
export function openSizeError(input: ModelInput, open: readonly number[], before: string): InputError {
  const declared = input.shape.map((d, axis) => (open.includes(axis) ? "?" : d)).join("x");
  const picture = input.shape.length === 4 && String(open) === "1,2";
  const which = picture
    ? "height and width"
    : `${open.length === 1 ? "dimension" : "dimensions"} ${open.map((axis) => axis + 1).join(" and ")}`;
  return new InputError(
    "open-size",
    `${before} the model leaves the ${which} of “${input.name}” open (${declared}), and such a model is run here at 1 (${shapeText(input.shape)}). Export it with a fixed size, that of your data, and open it anew.`,
  );
}

/** Channels first where the input has them last, or the other way round, unless both readings fit. */
function otherOrder(stored: readonly number[], input: ModelInput): number[] | null {
  const picture = pictureShape(input);
  if (picture === null || stored.length !== 3) return null;
  const { height, width, channels, layout } = picture;
  if (layout === "nhwc" && same(stored, [channels, height, width])) return [1, 2, 0];
  if (layout === "nchw" && same(stored, [height, width, channels])) return [2, 0, 1];
  return null;
}
