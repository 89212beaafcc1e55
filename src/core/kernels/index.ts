// Every kernel: a pure function over typed arrays that does one tensor's worth of work. Arguments are plain data
// and typed arrays (views over shared memory are written in place), so that any worker can run any of them.
import { kMeans1d } from "../linalg/k-means.ts";
import { roundGate } from "../lstm/round-gate.ts";
import { lstmSlice } from "../lstm/statistics.ts";
import { magnitudeMask } from "../prune/pattern.ts";
import {
  clusterLayerRows,
  refitMasked,
  roundLayerRows,
  sequentialPruneMask,
  traceRemovals,
} from "../reconstruct/kernels.ts";
import { layerStatistics } from "../reconstruct/statistics.ts";
import { absMax } from "./abs-max.ts";
import { densify } from "./densify.ts";
import { decodeFloat16, encodeFloat16 } from "./float16.ts";
import { meanErrors } from "./mean-errors.ts";
import { packInt4 } from "./pack-int4.ts";
import { quantizeChannels } from "./quantize-channels.ts";
import { quantizeWeights } from "./quantize-weights.ts";

export const kernels = {
  absMax,
  decodeFloat16,
  densify,
  encodeFloat16,
  clusterLayerRows,
  kMeans1d,
  layerStatistics,
  lstmSlice,
  magnitudeMask,
  meanErrors,
  packInt4,
  quantizeChannels,
  quantizeWeights,
  refitMasked,
  roundGate,
  roundLayerRows,
  sequentialPruneMask,
  traceRemovals,
} as const;

export type Kernels = typeof kernels;
