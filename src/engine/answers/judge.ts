import { estimateEverywhere } from "../../core/estimate/estimate.ts";
import { findTarget, judge, type TargetId } from "../../core/targets/index.ts";
import type { Model } from "../../core/tflite/model.ts";
import type { TargetFacts } from "../facts/answers.ts";

/** Where the model's ops run on a target, and its latency on the target's published devices. */
export const targetFacts = (model: Model, target: TargetId): TargetFacts => ({
  judgement: judge(model, findTarget(target)),
  estimates: estimateEverywhere(model, target),
});
