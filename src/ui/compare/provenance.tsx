// What stands behind a figure: where it was measured, on what, how sure. Used by tooltips and the inspector.
import { thousands } from "../../core/thousands.ts";
import type {
  AccuracyFacts,
  Estimate,
  FidelityFacts,
  LatencyFacts,
  LatencyFigure,
  VariantFacts,
} from "../../engine/facts/variant.ts";
import { headline, type Row, worstOutput } from "../../state/derived/rows.ts";
import { decibels, exactBytes, milliseconds, moment, percent, points } from "../look/format.ts";

export const sizeTip = (value: number, ratio: number | null): string =>
  `${exactBytes(value)}${ratio === null ? "" : `, ${percent(ratio)} of the original`}. The file as you would download it.`;

/** How long the making took, and whether the file is from an earlier visit. */
export const makingTip = ({ seconds, keptSince }: VariantFacts): string =>
  keptSince === null
    ? milliseconds(seconds * 1000)
    : `Kept from your visit of ${moment(keptSince)}, made in ${milliseconds(seconds * 1000)}`;

/** Of files whose weights are pruned or clustered. */
export const structureNote =
  "Pruning and clustering by themselves leave the raw bytes as many as they were: a zero takes as much room as any other number. What shrinks is the download (gzip).";

/** Whether that is to be said: a quantization behind them, or a sparse form, makes the file smaller. */
export const saysAsLong = ({ structured, size }: Row): boolean =>
  structured && size.kind === "value" && (size.ratio ?? 0) > 0.95;

export const gzipTip = (value: number, ratio: number | null): string =>
  `${exactBytes(value)} after gzip${ratio === null ? "" : `, ${percent(ratio)} of the original after gzip`}: what a store or a web server sends.`;

export const interval = (
  { low, high }: { low: number; high: number },
  show: (value: number) => string,
): string => `${show(low)} to ${show(high)}`;

const latencyLine = (name: string, figure: LatencyFigure | null): string | null =>
  figure &&
  `${name}: median ${milliseconds(figure.median)} (95 % interval ${interval(figure, milliseconds)}), p10 ${milliseconds(figure.p10)}, p90 ${milliseconds(figure.p90)}, ${figure.runs} runs${figure.settled ? "" : "; not settled within the time cap"}${repeats(figure)}`;

/** What follows a figure that was measured again in part; nothing otherwise. */
export const repeats = ({ repeated = 0 }: LatencyFigure): string =>
  repeated === 0
    ? ""
    : `; ${repeated} ${repeated === 1 ? "block" : "blocks"} measured again after an interruption (tab in the background, or device asleep)`;

export const latencyNoise = "No difference to the original beyond noise: the intervals overlap.";

export const latencyThen = (median: number): string =>
  `Measured in turns with the original, which took ${milliseconds(median)} then; that is what it is compared with.`;

export const latencyLines = (facts: LatencyFacts): string[] =>
  [
    latencyLine(`${facts.threads} threads`, facts.allThreads),
    latencyLine("1 thread", facts.oneThread),
    latencyLine(facts.webgpu?.fellBack ? "WebGPU (fell back in part)" : "WebGPU", facts.webgpu),
    `Measured here: ${facts.environment}. The device will differ.`,
  ].filter((line) => line !== null);

/** Half the width of the median's interval, as a share of the median. */
export const latencySpread = (facts: LatencyFacts): string => {
  const figure = headline(facts);
  if (figure === null) return "";
  const spread = (figure.high - figure.low) / 2 / figure.median;
  return spread < 1 ? `±${percent(spread)}` : "not settled";
};

export const fidelityLines = (facts: FidelityFacts): string[] => [
  ...facts.outputs.map(
    (output) =>
      `${facts.outputs.length > 1 ? `${output.name}: ` : ""}SQNR ${decibels(output.sqnr)}, cosine ${output.cosine.toFixed(5)}, largest error ${output.largestError.toPrecision(3)}${
        output.argmaxAgreement === null ? "" : `, same first choice on ${percent(output.argmaxAgreement)}`
      }`,
  ),
  `On ${facts.samples} ${facts.synthetic ? "synthetic inputs, not real data" : "of your samples"}: ${facts.source}.`,
];

export const comparedOn = ({ synthetic, samples }: FidelityFacts): string =>
  synthetic ? "synthetic inputs" : `${thousands(samples)} samples`;

/** `saidOnTop`: the column's head, where there is one, says on what. */
export const FidelityNote = ({
  facts,
  saidOnTop,
}: {
  readonly facts: FidelityFacts;
  readonly saidOnTop: boolean;
}) => {
  const agreement = worstOutput(facts).argmaxAgreement;
  return (
    <>
      {agreement !== null && `${percent(agreement, 0)} agree`}
      <span className={saidOnTop ? "said-on-top" : ""}>
        {agreement !== null && ", "}
        {comparedOn(facts)}
      </span>
    </>
  );
};

const estimateLine = (
  name: string,
  estimate: Estimate | null,
  show: (value: number) => string,
): string | null => estimate && `${name} ${show(estimate.value)} (95 % interval ${interval(estimate, show)})`;

export const accuracyLines = (facts: AccuracyFacts): string[] =>
  [
    estimateLine("Top-1", facts.top1, percent),
    estimateLine("Top-5", facts.top5, percent),
    estimateLine("Mean IoU", facts.meanIou, percent),
    estimateLine("Mean absolute error", facts.meanAbsoluteError, (value) => value.toPrecision(3)),
    estimateLine("Same first choice as the original", facts.agreement, percent),
    `Cosine ${facts.cosine.value.toFixed(5)}, SQNR ${decibels(facts.sqnr)}`,
    facts.difference &&
      (facts.difference.isNoise
        ? `No difference to the original beyond noise (${points(facts.difference.low)} to ${points(facts.difference.high)})`
        : `${points(facts.difference.value)} to the original (95 % interval ${interval(facts.difference, points)})`),
    `Measured here on ${thousands(facts.samples)} ${facts.labelled ? "labelled" : "unlabelled"} samples: ${facts.source}.`,
  ].filter((line) => line !== null);

export const accuracyMain = (facts: AccuracyFacts): string =>
  facts.top1
    ? percent(facts.top1.value)
    : facts.meanIou
      ? percent(facts.meanIou.value)
      : facts.agreement
        ? percent(facts.agreement.value)
        : facts.cosine.value.toFixed(4);

export const accuracyKind = (facts: AccuracyFacts): string =>
  facts.top1 ? "top-1" : facts.meanIou ? "mean IoU" : facts.agreement ? "agreement" : "cosine";

export const accuracyNote = (facts: AccuracyFacts, isOriginal: boolean): string => {
  if (isOriginal || facts.difference === null) return accuracyKind(facts);
  return facts.difference.isNoise
    ? "within noise"
    : `${points(facts.difference.value)} ${accuracyKind(facts)}`;
};

/** The same, with its last word in one piece: `top-1` is not parted at its hyphen. */
export function AccuracyNote(props: { readonly facts: AccuracyFacts; readonly isOriginal: boolean }) {
  const words = accuracyNote(props.facts, props.isOriginal).split(" ");
  return (
    <>
      {words.slice(0, -1).join(" ")} <span className="part">{words.at(-1)}</span>
    </>
  );
}

export const Lines = ({ lines }: { readonly lines: readonly string[] }) => (
  <>
    {lines.map((line) => (
      <span key={line} className="line">
        {line}
      </span>
    ))}
  </>
);
