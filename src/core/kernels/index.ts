// Every kernel: a pure function over typed arrays that does one tensor's worth of work. Arguments are plain data
// and typed arrays (views over shared memory are written in place), so that any worker can run any of them.
import { absMax } from "./abs-max.ts";

export const kernels = { absMax } as const;

export type Kernels = typeof kernels;
