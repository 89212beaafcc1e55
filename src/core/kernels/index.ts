// Every kernel: a pure function over typed arrays that does one tensor's worth of work. Arguments are plain data
// and typed arrays (views over shared memory are written in place), so that any worker can run any of them.
import { kMeans1d } from "../linalg/k-means.ts";
import { magnitudeMask } from "../prune/pattern.ts";
import { refitMasked, sequentialPruneMask, traceRemovals } from "../reconstruct/kernels.ts";
import { layerStatistics } from "../reconstruct/statistics.ts";
import { absMax } from "./abs-max.ts";

export const kernels = {
  absMax,
  kMeans1d,
  layerStatistics,
  magnitudeMask,
  refitMasked,
  sequentialPruneMask,
  traceRemovals,
} as const;

export type Kernels = typeof kernels;
