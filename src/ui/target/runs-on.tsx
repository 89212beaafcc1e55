import type { TargetId } from "../../core/targets/target.ts";
import { Lines } from "../compare/provenance.tsx";
import { milliseconds } from "../look/format.ts";
import { Tip } from "../look/tip.tsx";
import { useVerdict } from "./use-verdict.ts";
import {
  anchorLines,
  isEstimated,
  measuredText,
  rangeText,
  standingOf,
  standingSigns,
  standingText,
} from "./words.ts";
import "./target.css";

interface Props {
  readonly id: string;
  readonly target: TargetId;
  readonly reachable: boolean;
}

/** One cell: how many of the file's ops the target takes, and how long it may take there. */
export default function RunsOn({ id, target, reachable }: Props) {
  const { facts, measured } = useVerdict(id, target);
  if (facts === null) return <span className="figure-wait" title="Being looked at" />;
  if (facts.state === "cancelled") return <span className="absent">–</span>;
  if (facts.state === "failed") return <span className="dim small">{facts.failure.message}</span>;
  const { judgement, estimates } = facts.value;
  const standing = standingOf(judgement);
  const estimate = estimates.find(isEstimated) ?? null;
  const lines = [
    judgement.verdict,
    ...(measured ? [measuredText(measured)] : estimate ? anchorLines(estimate) : []),
    ...(judgement.warnings.length > 0 ? [`${judgement.warnings.length} doubts: see its details.`] : []),
  ];
  return (
    <Tip text={<Lines lines={lines} />}>
      <span className="figure" {...(reachable ? { tabIndex: 0 } : {})}>
        <span className="figure-main standing" data-standing={standing}>
          <span aria-hidden="true">{standingSigns[standing]}</span> {standingText(judgement, standing)}
        </span>
        {measured ? (
          <span className="figure-note">{milliseconds(measured.milliseconds)} measured there</span>
        ) : (
          estimate && (
            <span className="figure-note">
              {rangeText(estimate)} estimated, {estimate.device.label}
            </span>
          )
        )}
      </span>
    </Tip>
  );
}
