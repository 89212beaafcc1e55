import { thousands } from "../../core/thousands.ts";
import type { Row } from "../../state/derived/rows.ts";
import { score, type TrainingView } from "../../state/work/training.ts";
import { percent } from "../look/format.ts";
import { colourOf } from "../look/mark.tsx";
import { useStudio } from "../studio.tsx";
import { Curve } from "./curve.tsx";
import "./train.css";

interface Props {
  readonly row: Row;
  readonly training: TrainingView;
}

/** A training run as it goes: the two curves, where it stands, and the means to pause it or to take the best. */
export function TrainingPanel({ row, training }: Props) {
  const running = row.status.kind === "running" && training.end === null;
  const colour = colourOf(row);
  const scores = training.history.map(score).filter((value) => value !== null);
  const first = training.history[0] ?? training.original;
  const measure = first?.accuracy !== null ? "Accuracy" : "Agreement with the original";
  const total = training.epochs * training.stepsPerEpoch;
  return (
    <div className="training">
      <p>{sentence(training, running)}</p>
      {training.limit && <p className="inspector-warning">{training.limit}</p>}
      {running && <Steering id={row.id} steering={training.steering} />}
      <div className="curves">
        <Curve
          title="Loss in training"
          points={training.losses.map(({ step, loss }) => ({ x: step, y: loss }))}
          right={Math.max(total, training.step, 1)}
          across="step"
          colour={colour}
          show={(value) => value.toPrecision(3)}
          lines={[]}
        />
        <Curve
          title={`${measure}, on ${training.validationSamples > 0 ? `${thousands(training.validationSamples)} ` : ""}samples held apart`}
          points={scores.map((y, i) => ({ x: i + 1, y }))}
          right={Math.max(training.epochs, 1)}
          across="epoch"
          colour={colour}
          show={(value) => percent(value)}
          lines={[...line("Float", training.original), ...line("Before training", training.before)]}
        />
      </div>
    </div>
  );
}

const line = (name: string, metrics: TrainingView["original"]) => {
  const y = metrics && score(metrics);
  return y === null ? [] : [{ name, y }];
};

function sentence(training: TrainingView, running: boolean): string {
  const { end, epochs, history, bestEpoch, phase, steering } = training;
  const best = bestEpoch === null ? null : score(history[bestEpoch]!);
  const told = best === null ? "" : ` Best so far: ${percent(best)} after epoch ${(bestEpoch ?? 0) + 1}.`;
  switch (end?.reason) {
    case "finished":
      return `Finished ${history.length} epochs.${told}`;
    case "stopped":
      return `Ended early after ${history.length} epochs; the best is kept.${told}`;
    case "no-progress":
    case "broke":
      return `${end.message}${told}`;
    case undefined:
      if (!running) return `Ended.${told}`;
      if (steering === "pause") return `Paused in epoch ${history.length + 1} of ${epochs}.${told}`;
      if (epochs === 0 || phase !== null) return `${phase ?? "Preparing"}…`;
      return `Epoch ${Math.min(history.length + 1, epochs)} of ${epochs}.${told}`;
  }
}

function Steering({ id, steering }: { readonly id: string; readonly steering: TrainingView["steering"] }) {
  const studio = useStudio();
  const paused = steering === "pause";
  return (
    <div className="option-buttons">
      <button type="button" className="button" onClick={() => studio.steer(id, paused ? "run" : "pause")}>
        {paused ? "Go on" : "Pause"}
      </button>
      <button
        type="button"
        className="button"
        disabled={steering === "stop"}
        onClick={() => studio.steer(id, "stop")}
      >
        {steering === "stop" ? "Ending…" : "End now, keep the best"}
      </button>
    </div>
  );
}
