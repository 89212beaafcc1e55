// The parts of the page that a model needs and that nothing waits for before, in the order in which they are fetched.
import { TradeOffChart } from "./chart.ts";
import { CloserLook, DecisionTree, TradeOffs, UnfinishedRuns } from "./panels.ts";
import { Workbench } from "./workbench.ts";

export const fetchedAhead = [
  Workbench,
  DecisionTree,
  TradeOffs,
  TradeOffChart,
  CloserLook,
  UnfinishedRuns,
].map((part) => part.fetch);
