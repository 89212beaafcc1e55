import type { OutputFacts, SamplePair, TopClasses } from "../../engine/facts/answers.ts";
import { DrawnPair } from "./drawn-pair.tsx";
import { Picture } from "./picture.tsx";

interface Names {
  readonly a: string;
  readonly b: string;
}

/** The samples on which the two differ most, with the first classes of both. */
export function OutputsView({ facts, names }: { readonly facts: OutputFacts; readonly names: Names }) {
  const differing = facts.pairs.filter(({ topA, topB }) => topA && topA[0]?.name !== topB?.[0]?.name).length;
  const scores = facts.pairs.some(({ topA }) => topA !== null);
  return (
    <>
      <p>
        {scores &&
          (differing === 0
            ? "Both choose the same first class on every sample. "
            : `Another first class on ${differing}${differing === facts.pairs.length ? " or more" : ""} of ${facts.samples} samples. `)}
        <span className="dim">
          The {facts.pairs.length} that differ most of {facts.samples}{" "}
          {facts.synthetic ? "synthetic inputs, not real data" : "of your samples"}: {facts.source}.
        </span>
      </p>
      <ol className="pairs">
        {facts.pairs.map((pair) => (
          <Pair key={pair.sample} pair={pair} names={names} />
        ))}
      </ol>
    </>
  );
}

function Pair({ pair, names }: { readonly pair: SamplePair; readonly names: Names }) {
  const { sample, distance, largestError, label, topA, topB, preview, drawing } = pair;
  const top = Math.max(...[...(topA ?? []), ...(topB ?? [])].map(({ score }) => score), 1e-9);
  return (
    <li className="pair">
      <div className="pair-head">
        {preview && <Picture preview={preview} name={`Sample ${sample + 1}`} />}
        <p>
          <strong>Sample {sample + 1}</strong>
          {label !== null && <span className="line">Labelled {label}</span>}
          <span className="line dim small">
            cosine {(1 - distance).toFixed(5)}, largest error {largestError.toPrecision(3)}
          </span>
        </p>
      </div>
      {drawing && <DrawnPair drawing={drawing} preview={preview} names={names} sample={sample} />}
      {topA && topB && (
        <div className="pair-sides">
          <Bars name={names.a} classes={topA} label={label} scale={top} />
          <Bars name={names.b} classes={topB} label={label} scale={top} />
        </div>
      )}
    </li>
  );
}

interface BarsProps {
  readonly name: string;
  readonly classes: TopClasses;
  readonly label: string | null;
  readonly scale: number;
}

function Bars({ name, classes, label, scale }: BarsProps) {
  return (
    <div className="class-bars">
      <p className="dim small">{name}</p>
      <ol>
        {classes.map(({ name: text, score }) => (
          <li key={text}>
            <span className="class-bar-name">
              {text}
              {text === label && " ✓"}
              {text === label && <span className="sr-only"> (right)</span>}
            </span>
            <span className="bar-track" aria-hidden="true">
              <span
                style={{ inlineSize: `${Math.max(0, Math.min(1, score / scale)) * 100}%` }}
                data-right={text === label}
              />
            </span>
            <span className="bar-score">{scoreText(score)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Three figures, nothing finer than a thousandth of a share. */
const scoreText = (score: number): string =>
  Math.abs(score) < 0.0005 ? "≈\u00a00" : Math.abs(score) < 1 ? score.toFixed(3) : score.toPrecision(3);
