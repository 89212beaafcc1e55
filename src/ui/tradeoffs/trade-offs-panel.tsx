import { useState } from "react";
import type { Cost, Worth } from "../../state/derived/trade-offs.ts";
import { Choice } from "../look/choice.tsx";
import { Part } from "../look/part.tsx";
import { TradeOffChart } from "../parts/chart.ts";
import { useStudioState } from "../studio.tsx";
import { SizeChart } from "./size-chart.tsx";
import "./tradeoffs.css";

export default function TradeOffs() {
  const hasData = useStudioState((state) => state.data.state === "done");
  const [cost, setCost] = useState<Cost>("size");
  const [wanted, setWorth] = useState<Worth | null>(null);
  const worth: Worth = hasData ? (wanted ?? "accuracy") : "fidelity";
  return (
    <section className="trade-offs panel" aria-labelledby="trade-offs-title">
      <div className="panel-head">
        <h2 id="trade-offs-title">Trade-offs</h2>
        <div className="end trade-off-axes">
          <Choice
            name="Across"
            value={cost}
            options={[
              ["size", "Size"],
              ["gzip", "Gzip"],
              ["latency", "Latency"],
            ]}
            onChange={setCost}
          />
          <Choice
            name="Up"
            value={worth}
            options={[
              ["fidelity", "Fidelity"],
              ["accuracy", "Accuracy", hasData ? undefined : "Add data to measure it"],
            ]}
            disabled={hasData ? undefined : "accuracy"}
            onChange={setWorth}
          />
        </div>
      </div>
      <div className="charts">
        <Part fallback={<div className="chart-wait" />}>
          <TradeOffChart cost={cost} worth={worth} />
        </Part>
        <SizeChart />
      </div>
    </section>
  );
}
