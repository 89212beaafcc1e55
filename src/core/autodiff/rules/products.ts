import type { TensorIndex } from "../../tflite/model.ts";
import { activate } from "../activation.ts";
import { add, matmul, reshape, sumOver, sumTo } from "../emit.ts";
import { optionsOf, type Rule, single } from "../rule.ts";

/** FULLY_CONNECTED: rows of x times the weights [out, in] turned, plus a bias. */
export const fullyConnected: Rule = (site) => {
  const { b } = site;
  const [x, weights] = site.inputs as [number, number];
  const [outputs, depth] = b.shape(weights) as [number, number];
  const rows = b.shape(x).reduce((n, d) => n * d, 1) / depth;
  const flat = reshape(b, x, [rows, depth]);
  const product = matmul(b, flat, weights, { adjY: true });
  const bias = site.inputs[2] ?? -1;
  const sum = bias >= 0 ? add(b, product, bias, site.activation) : activate(b, product, site.activation);
  const keeps = optionsOf(site, "FullyConnectedOptions")?.keepNumDims === true;
  const shape = keeps ? [...b.shape(x).slice(0, -1), outputs] : [rows, outputs];
  return single(reshape(b, sum, shape), (gradient) => {
    const g = reshape(b, gradient, [rows, outputs]);
    return [
      site.wanted[0] ? reshape(b, matmul(b, g, weights), b.shape(x)) : null,
      site.wanted[1] ? matmul(b, g, flat, { adjX: true }) : null,
      bias >= 0 && site.wanted[2] ? reshape(b, sumOver(b, g, [0]), b.shape(bias)) : null,
    ];
  });
};

/** BATCH_MATMUL with either side turned; leading axes broadcast. */
export const batchMatmul: Rule = (site) => {
  const { b } = site;
  const [x, y] = site.inputs as [number, number];
  const options = optionsOf(site, "BatchMatMulOptions");
  const adjX = options?.adjX === true;
  const adjY = options?.adjY === true;
  return single(matmul(b, x, y, { adjX, adjY }), (g) => {
    const ofX = (): TensorIndex =>
      adjX ? matmul(b, y, g, { adjX: adjY, adjY: true }) : matmul(b, g, y, { adjY: !adjY });
    const ofY = (): TensorIndex =>
      adjY ? matmul(b, g, x, { adjX: true, adjY: adjX }) : matmul(b, x, g, { adjX: !adjX });
    return [
      site.wanted[0] ? sumTo(b, ofX(), b.shape(x)) : null,
      site.wanted[1] ? sumTo(b, ofY(), b.shape(y)) : null,
    ];
  });
};
