// The parts of the page that a model needs and that nothing waits for before, in the order in which they are fetched ahead.
import { separate } from "./look/separate.ts";

export const Workbench = separate(() => import("./workbench.tsx"));
export const DecisionTree = separate(() => import("./tree/decision-tree.tsx"));
export const TradeOffs = separate(() => import("./tradeoffs/trade-offs.tsx"));
// The chart library is half of the page's code and nothing needs it before two results.
export const TradeOffChart = separate(() => import("./tradeoffs/trade-off-chart.tsx"));
export const CloserLook = separate(() => import("./graph/closer-look.tsx"));
export const UnfinishedRuns = separate(() => import("./train/unfinished-runs.tsx"));

export const fetchedAhead = [
  Workbench,
  DecisionTree,
  TradeOffs,
  TradeOffChart,
  CloserLook,
  UnfinishedRuns,
].map((part) => part.fetch);
