import type { RepairStepFacts } from "../../engine/facts/precision.ts";
import { bytes } from "../look/format.ts";

interface Props {
  readonly steps: readonly RepairStepFacts[];
  /** Points. */
  readonly limit: number;
}

/** What repair tried, in order, each with what its file measured. */
export function RepairSteps({ steps, limit }: Props) {
  const most = Math.max(limit, ...steps.map(({ loss }) => loss), 1e-9);
  return (
    <details className="repair-steps" open>
      <summary>Steps ({steps.length})</summary>
      <ol aria-live="polite">
        {steps.map(({ tried, kept, loss, bytes: size }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added at the end
          <li key={i} data-within={loss <= limit || undefined}>
            <span>{tried}</span>
            <span className="repair-figure">{kept} kept</span>
            <span className="repair-figure">
              <span aria-hidden="true">{loss <= limit ? "✓" : "·"}</span> {loss.toFixed(2)} pt
              <span className="sr-only">{loss <= limit ? ", within the loss" : ", beyond the loss"}</span>
            </span>
            <span className="repair-bar" aria-hidden="true">
              <span style={{ inlineSize: `${Math.max(0, (100 * loss) / most)}%` }} />
            </span>
            <span className="repair-figure">{bytes(size)}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
