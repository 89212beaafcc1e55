import { separate } from "../look/separate.ts";

/** The chart library is half of the page's code and nothing needs it before two results. */
export const TradeOffChart = separate(() => import("../tradeoffs/trade-off-chart.tsx"));
