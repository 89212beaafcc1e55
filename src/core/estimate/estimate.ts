import { findTarget, type Judgement, judge } from "../targets/index.ts";
import type { Model } from "../tflite/model.ts";
import { anchorWork } from "./anchor-work.ts";
import type { Anchor } from "./anchors.ts";
import { type Device, devices } from "./devices.ts";
import { type Fit, predictWork, publishedFits } from "./fit.ts";
import { noWork, type SpeedKind, speedKinds, type Work, workOf } from "./work.ts";

/** A latency that was not measured: a range, with what it rests on; or why there is none. */
export type LatencyEstimate =
  | {
      readonly state: "estimated";
      readonly device: Device;
      /** Milliseconds of one inference: the middle and a range by `factor` both ways. */
      readonly milliseconds: number;
      readonly low: number;
      readonly high: number;
      /** Published figures that no fit had seen were within 1.5; 2 far from all anchors. */
      readonly factor: number;
      /** The published measurements of this device that it rests on. */
      readonly anchors: readonly Anchor[];
      readonly note: string;
    }
  | { readonly state: "refused"; readonly device: Device; readonly reason: string };

const usualFactor = 1.5;
const farFactor = 2;

/** Estimates one inference of the model on a device with published measurements. */
export function estimateLatency(model: Model, device: Device): LatencyEstimate {
  const verdict = judge(model, findTarget(device.target));
  const refusal = refuse(device, verdict);
  if (refusal !== null) return { state: "refused", device, reason: refusal };
  const border = new Set(verdict.ops.flatMap((op, i) => (op.border && op.place !== "target" ? [i] : [])));
  const work = workOf(model, (i) => border.has(i));
  if (!work.known) {
    return { state: "refused", device, reason: "A size or the length of a loop is only known when it runs." };
  }
  if (work.uncovered.length > 0) {
    const reason = `No measurement of ${work.uncovered.join(" and ")} arithmetic on ${device.label} is published.`;
    return { state: "refused", device, reason };
  }
  return sumUp(device, device.family === "gpu" ? { ...nothing, float: total(work.byKind) } : work.byKind);
}

const nothing: Record<SpeedKind, Work> = { float: noWork, int8: noWork, dynamic: noWork };

function refuse(device: Device, verdict: Judgement): string | null {
  if (!verdict.loads) return verdict.verdict;
  if (device.family !== "cpu" && verdict.mapped < verdict.total) {
    return `${verdict.verdict} No figures are published for models that are split.`;
  }
  return null;
}

function total(byKind: Readonly<Record<SpeedKind, Work>>): Work {
  return speedKinds.reduce((sum, kind) => {
    const w = byKind[kind];
    return {
      products: sum.products + w.products,
      depthwise: sum.depthwise + w.depthwise,
      moved: sum.moved + w.moved,
      ops: sum.ops + w.ops,
      weights: sum.weights + w.weights,
    };
  }, noWork);
}

function sumUp(device: Device, byKind: Readonly<Record<SpeedKind, Work>>): LatencyEstimate {
  let milliseconds = 0;
  const used: Fit[] = [];
  for (const kind of speedKinds) {
    if (byKind[kind].ops === 0) continue;
    const fit = publishedFits().find((f) => f.device === device.id && f.kind === kind);
    if (fit === undefined) {
      const name = kind === "dynamic" ? "dynamic range" : kind;
      return {
        state: "refused",
        device,
        reason: `No measurement of ${name} models on ${device.label} is published.`,
      };
    }
    used.push(fit);
    milliseconds += predictWork(fit, device, byKind[kind]);
  }
  if (used.length === 0) return { state: "refused", device, reason: "The model computes nothing." };
  const anchors = used.flatMap((fit) => fit.anchors);
  const far = isFar(total(byKind), anchors);
  const factor = far ? farFactor : usualFactor;
  return {
    state: "estimated",
    device,
    milliseconds,
    low: milliseconds / factor,
    high: milliseconds * factor,
    factor,
    anchors,
    note: far
      ? "Much smaller or larger than anything that was measured there, so less sure."
      : "Estimated from published measurements of other models on this device.",
  };
}

/** More than three times outside what the anchors ask for. */
function isFar(work: Work, anchors: readonly Anchor[]): boolean {
  const products = anchors.map((a) => anchorWork[a.network]![0] + anchorWork[a.network]![1]);
  const own = work.products + work.depthwise;
  return own < Math.min(...products) / 3 || own > Math.max(...products) * 3;
}

/** Estimates on every device of a target, or on all devices. */
export const estimateEverywhere = (model: Model, target?: Device["target"]): LatencyEstimate[] =>
  devices
    .filter((d) => target === undefined || d.target === target)
    .map((device) => estimateLatency(model, device));
