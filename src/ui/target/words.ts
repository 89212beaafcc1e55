import type { LatencyEstimate } from "../../core/estimate/estimate.ts";
import type { ImportedLatency } from "../../core/estimate/imported.ts";
import type { Judgement } from "../../core/targets/index.ts";
import { milliseconds } from "../look/format.ts";

export type Standing = "all" | "some" | "none" | "fails";

/** How a judgement stands, for the sign beside its words. */
export function standingOf({ loads, mapped, total }: Judgement): Standing {
  if (!loads) return "fails";
  if (mapped === total) return "all";
  return mapped === 0 ? "none" : "some";
}

export const standingSigns: Readonly<Record<Standing, string>> = {
  all: "●",
  some: "◐",
  none: "○",
  fails: "✕",
};

export function standingText({ mapped, total }: Judgement, standing: Standing): string {
  switch (standing) {
    case "all":
      return `All ${total} ops`;
    case "some":
      return `${mapped} of ${total} ops`;
    case "none":
      return `None of ${total} ops`;
    case "fails":
      return "Does not load";
  }
}

export type Estimated = Extract<LatencyEstimate, { readonly state: "estimated" }>;

export const isEstimated = (estimate: LatencyEstimate): estimate is Estimated =>
  estimate.state === "estimated";

/** `≈ 2.1–4.8 ms`. */
export const rangeText = ({ low, high }: Pick<Estimated, "low" | "high">): string =>
  `≈\u00a0${milliseconds(low).replace(/\u00a0ms$/, high < 1000 ? "" : "\u00a0ms")}–${milliseconds(high)}`;

export const anchorLines = ({ device, anchors, note }: Estimated): string[] => [
  `Estimate for ${device.label} (${device.conditions}). ${note}`,
  `Rests on ${anchors.length} published figures: ${[...new Set(anchors.map((a) => a.network))].slice(0, 4).join(", ")}${anchors.length > 4 ? " and others" : ""}.`,
];

export const measuredText = (latency: ImportedLatency): string => {
  const details = [
    latency.device,
    latency.accelerator,
    latency.threads && `${latency.threads} threads`,
    latency.runs && `${latency.runs} runs`,
  ].filter(Boolean);
  return `Measured on the device${details.length > 0 ? ` (${details.join(", ")})` : ""}, imported.`;
};
