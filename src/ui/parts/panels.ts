import { separate } from "../look/separate.ts";

export const DecisionTree = separate(() => import("../tree/decision-tree.tsx"));
export const TradeOffs = separate(() => import("../tradeoffs/trade-offs-panel.tsx"));
export const CloserLook = separate(() => import("../graph/closer-look.tsx"));
export const UnfinishedRuns = separate(() => import("../train/unfinished-runs.tsx"));
