// Ops that work value by value, and those of two operands that broadcast.

import type { TensorIndex } from "../../tflite/model.ts";
import { insideMask } from "../activation.ts";
import type { GraphBuilder } from "../builder.ts";
import {
  add,
  broadcastShape,
  div,
  isPositive,
  maximum,
  minimum,
  mul,
  sign,
  sub,
  sumTo,
  times,
  unary,
} from "../emit.ts";
import { optionsOf, type Rule, type Site, single } from "../rule.ts";

type PartOf = (
  b: GraphBuilder,
  g: TensorIndex,
  x: TensorIndex,
  y: TensorIndex,
  out: TensorIndex,
) => TensorIndex;

/** A broadcasting op of two operands with the gradient of each, before it is summed to the operand's shape. */
const binary =
  (
    emit: (b: GraphBuilder, x: TensorIndex, y: TensorIndex, activation: number) => TensorIndex,
    ofX: PartOf,
    ofY: PartOf,
  ): Rule =>
  (site: Site) => {
    const { b } = site;
    const [x, y] = site.inputs as [number, number];
    const out = emit(b, x, y, site.activation);
    return single(out, (g) => [
      site.wanted[0] ? sumTo(b, ofX(b, g, x, y, out), b.shape(x)) : null,
      site.wanted[1] ? sumTo(b, ofY(b, g, x, y, out), b.shape(y)) : null,
    ]);
  };

const same: PartOf = (_, g) => g;
const negated: PartOf = (b, g) => unary(b, "NEG", g);

export const addRule = binary(add, same, same);
export const subRule = binary(sub, same, negated);
export const mulRule = binary(
  mul,
  (b, g, _, y) => mul(b, g, y),
  (b, g, x) => mul(b, g, x),
);
export const divRule = binary(
  div,
  (b, g, _, y) => div(b, g, y),
  (b, g, x, y) => unary(b, "NEG", div(b, mul(b, g, x), mul(b, y, y))),
);
const twice: PartOf = (b, g, x, y) => mul(b, times(b, g, 2), sub(b, x, y));
export const squaredDifference = binary(
  (b, x, y) => b.op("SQUARED_DIFFERENCE", [x, y], broadcastShape(b.shape(x), b.shape(y))),
  twice,
  (b, g, x, y, out) => unary(b, "NEG", twice(b, g, x, y, out)),
);
// Where both are equal each gets half.
const half = (b: GraphBuilder, difference: TensorIndex): TensorIndex =>
  add(b, times(b, sign(b, difference), 0.5), b.scalar(0.5));
export const maximumRule = binary(
  maximum,
  (b, g, x, y) => mul(b, g, half(b, sub(b, x, y))),
  (b, g, x, y) => mul(b, g, half(b, sub(b, y, x))),
);
export const minimumRule = binary(
  minimum,
  (b, g, x, y) => mul(b, g, half(b, sub(b, y, x))),
  (b, g, x, y) => mul(b, g, half(b, sub(b, x, y))),
);

/** An op of one operand, its slope times the gradient. */
const pointwise =
  (
    slope: (site: Site, x: TensorIndex, y: TensorIndex) => TensorIndex,
  ): ((name: Parameters<typeof unary>[1]) => Rule) =>
  (name) =>
  (site) => {
    const { b } = site;
    const x = site.inputs[0]!;
    const y = b.op(name, [x], b.shape(x), site.options);
    return single(y, (g) => [mul(b, g, slope(site, x, y))]);
  };

const clamped = (low: number, high: number) =>
  pointwise(({ b }, _, y) => insideMask(b, y, { low, high }, { low, high })!);

export const relu = clamped(0, Number.POSITIVE_INFINITY)("RELU");
export const relu6 = clamped(0, 6)("RELU6");
export const reluN1To1 = clamped(-1, 1)("RELU_N1_TO_1");
export const neg: Rule = (site) => {
  const { b } = site;
  return single(unary(b, "NEG", site.inputs[0]!), (g) => [unary(b, "NEG", g)]);
};
export const logistic = pointwise(({ b }, _, y) => mul(b, y, sub(b, b.scalar(1), y)))("LOGISTIC");
export const tanh = pointwise(({ b }, _, y) => sub(b, b.scalar(1), mul(b, y, y)))("TANH");
export const exp = pointwise((_, __, y) => y)("EXP");
export const sqrt = pointwise(({ b }, _, y) => div(b, b.scalar(0.5), y))("SQRT");
export const square = pointwise(({ b }, x) => times(b, x, 2))("SQUARE");
export const abs = pointwise(({ b }, x) => sign(b, x))("ABS");
export const rsqrt = pointwise(({ b }, _, y) => times(b, mul(b, y, mul(b, y, y)), -0.5))("RSQRT");

export const leakyRelu = pointwise((site, x) => {
  const alpha = optionsOf(site, "LeakyReluOptions")?.alpha ?? 0;
  const { b } = site;
  return add(b, times(b, isPositive(b, x), 1 - alpha), b.scalar(alpha));
})("LEAKY_RELU");

/** x · clamp(x + 3, 0, 6) / 6 */
export const hardSwish = pointwise(({ b }, x) => {
  const gate = unary(b, "RELU6", add(b, x, b.scalar(3)));
  const within = insideMask(b, gate, { low: 0, high: 6 }, { low: 0, high: 6 })!;
  return times(b, add(b, gate, mul(b, x, within)), 1 / 6);
})("HARD_SWISH");

/** PRELU (x, alpha that broadcasts over x), as max(x, 0) + alpha · min(x, 0) so that alpha can be computed. */
export const prelu: Rule = (site) => {
  const { b } = site;
  const [x, alpha] = site.inputs as [number, number];
  const zero = b.scalar(0);
  const negative = minimum(b, x, zero);
  const y = add(b, unary(b, "RELU", x), mul(b, negative, alpha));
  return single(y, (g) => {
    const ofX = (): TensorIndex => {
      const positive = isPositive(b, x);
      return mul(b, g, add(b, positive, mul(b, sub(b, b.scalar(1), positive), alpha)));
    };
    return [
      site.wanted[0] ? ofX() : null,
      site.wanted[1] ? sumTo(b, mul(b, g, negative), b.shape(alpha)) : null,
    ];
  });
};

const rootTwoOverPi = Math.sqrt(2 / Math.PI);
const cubic = 0.044715;

/** GELU, exact (x · Φ(x)) or by its tanh approximation; https://arxiv.org/abs/1606.08415 */
export const gelu = pointwise((site, x) => {
  const { b } = site;
  return optionsOf(site, "GeluOptions")?.approximate ? tanhGeluSlope(b, x) : exactGeluSlope(b, x);
})("GELU");

/** ½ (1 + t) + ½ x (1 − t²) · √(2/π) (1 + 3 · 0.044715 x²) where t is the tanh of the approximation. */
function tanhGeluSlope(b: GraphBuilder, x: TensorIndex): TensorIndex {
  const squared = mul(b, x, x);
  const one = b.scalar(1);
  const inner = times(b, mul(b, x, add(b, times(b, squared, cubic), one)), rootTwoOverPi);
  const t = unary(b, "TANH", inner);
  const growth = times(b, add(b, times(b, squared, 3 * cubic), one), rootTwoOverPi);
  const bend = mul(b, mul(b, x, sub(b, one, mul(b, t, t))), growth);
  return times(b, add(b, add(b, t, one), bend), 0.5);
}

/**
 * Φ(x) + x φ(x). No op gives the error function alone, so Φ(|x|) is taken as GELU(|x|) / |x|, with |x| kept off 0,
 * and mirrored for negative x.
 */
function exactGeluSlope(b: GraphBuilder, x: TensorIndex): TensorIndex {
  const size = maximum(b, unary(b, "ABS", x), b.scalar(1e-4));
  const gated = b.op("GELU", [size], b.shape(size), { type: "GeluOptions", approximate: false });
  const half = b.scalar(0.5);
  const phi = add(b, mul(b, sub(b, div(b, gated, size), half), sign(b, x)), half);
  const density = times(b, unary(b, "EXP", times(b, mul(b, x, x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return add(b, phi, mul(b, x, density));
}

/** SOFTMAX over the last axis. */
export const softmax: Rule = (site) => {
  const { b } = site;
  const x = site.inputs[0]!;
  const y = b.op("SOFTMAX", [x], b.shape(x), site.options);
  const beta = optionsOf(site, "SoftmaxOptions")?.beta ?? 1;
  return single(y, (g) => {
    const weighted = mul(b, g, y);
    const rank = b.shape(x).length;
    const total = b.op("SUM", [weighted, b.ints([rank - 1])], [...b.shape(x).slice(0, -1), 1], {
      type: "ReducerOptions",
      keepDims: true,
    });
    return [times(b, sub(b, weighted, mul(b, y, total)), beta)];
  });
};
