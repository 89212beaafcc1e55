import { hexagon, nnapi } from "./dsp.ts";
import { edgeTpu } from "./edge-tpu.ts";
import { ethosU } from "./ethos-u.ts";
import { androidGpu, browserWebgpu } from "./gpu.ts";
import { tfliteMicro } from "./micro.ts";
import type { Target, TargetId } from "./target.ts";
import { androidCpu, browserWasm, desktopCpu } from "./xnnpack.ts";

/** Every place that a model can be checked for, in the order that people are offered them. */
export const targets: readonly Target[] = [
  androidCpu,
  androidGpu,
  hexagon,
  nnapi,
  edgeTpu,
  ethosU,
  tfliteMicro,
  browserWasm,
  browserWebgpu,
  desktopCpu,
];

export function findTarget(id: TargetId): Target {
  const found = targets.find((t) => t.id === id);
  if (found === undefined) throw new Error(`no target ${id}`);
  return found;
}

export { type Judgement, judge, type OpJudgement } from "./judge.ts";
export { type Target, type TargetId, targetIds } from "./target.ts";
