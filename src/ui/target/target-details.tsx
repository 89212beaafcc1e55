import { lazy } from "react";
import { findTarget, type Judgement, type OpJudgement } from "../../core/targets/index.ts";
import type { TargetId } from "../../core/targets/target.ts";
import { percent } from "../look/format.ts";
import { Part } from "../look/part.tsx";
import { useVerdict } from "./use-verdict.ts";
import { standingOf, standingSigns } from "./words.ts";
import "./target.css";

const TargetLatency = lazy(() => import("./target-latency.tsx"));

interface Props {
  readonly id: string;
  readonly target: TargetId;
}

/** Where a file runs on the target: the verdict, the first cut, every reason with what would mend it, latency. */
export default function TargetDetails({ id, target }: Props) {
  const { facts, measured } = useVerdict(id, target);
  const { summary, notes, source, read } = findTarget(target);
  if (facts === null || facts.state === "cancelled") return <p className="dim">Looking at each op…</p>;
  if (facts.state === "failed") return <p className="row-failure">{facts.failure.message}</p>;
  const { judgement, estimates } = facts.value;
  const standing = standingOf(judgement);
  return (
    <div className="target-details">
      <p>
        <strong className="standing" data-standing={standing}>
          <span aria-hidden="true">{standingSigns[standing]}</span> {judgement.verdict}
        </strong>{" "}
        {judgement.macShare !== null && standing === "some" && (
          <span className="dim">That is {percent(judgement.macShare)} of the arithmetic.</span>
        )}
      </p>
      <Cut cut={judgement.firstCut} />
      <Reasons judgement={judgement} />
      {judgement.warnings.length > 0 && (
        <section>
          <h4>Not certain</h4>
          <ul className="findings">
            {judgement.warnings.map((warning) => (
              <li key={warning} data-severity="warning">
                {warning}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Part>
        <TargetLatency id={id} target={target} estimates={estimates} measured={measured} />
      </Part>
      <section>
        <h4>About this target</h4>
        <p className="dim small">{summary}</p>
        <ul className="plain-list small dim">
          {notes.map(({ text, source: from }) => (
            <li key={text}>
              {text} <Source address={from} />
            </li>
          ))}
          <li>
            Its rules were read in {read}. <Source address={source} />
          </li>
        </ul>
      </section>
    </div>
  );
}

function Cut({ cut }: { readonly cut: OpJudgement | null }) {
  if (cut === null) return null;
  return (
    <p>
      First cut at op {cut.op}, <code>{cut.opName}</code>
      {cut.tensor && (
        <>
          {" "}
          (
          <code className="wrap" title={cut.tensor}>
            {shortened(cut.tensor)}
          </code>
          )
        </>
      )}
      : {cut.reason} {cut.mend && <strong>{cut.mend}</strong>}
    </p>
  );
}

/** Converters join the names of all that they fused: the first says where it is. */
const shortened = (name: string): string => {
  const first = name.split(";")[0]!;
  return first.length < name.length ? `${first}…` : first;
};

/** Equal reasons once, with how many ops they concern. */
function Reasons({ judgement }: { readonly judgement: Judgement }) {
  const groups = new Map<string, { op: OpJudgement; count: number }>();
  for (const op of judgement.ops) {
    if (op.reason === null) continue;
    const known = groups.get(op.reason);
    if (known) known.count += 1;
    else groups.set(op.reason, { op, count: 1 });
  }
  if (groups.size === 0) return null;
  return (
    <section>
      <h4>{[...groups.values()].every(({ op }) => op.border) ? "Left to the CPU" : "Why not all of it"}</h4>
      <ul className="plain-list">
        {[...groups.values()].map(({ op, count }) => (
          <li key={op.reason}>
            <span className="dim">{count === 1 ? "1 op" : `${count} ops`}:</span> {op.reason}
            {op.border && <span className="dim"> At the model's border, which is usual.</span>}
            {op.mend && <strong> {op.mend}</strong>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Source({ address }: { readonly address: string }) {
  if (!/^https:/.test(address)) return <span>{address}</span>;
  return (
    <a href={address} target="_blank" rel="noreferrer">
      source<span className="sr-only"> in a new tab: {address}</span>
    </a>
  );
}
