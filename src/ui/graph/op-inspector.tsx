import { lazy, useEffect, useState } from "react";
import type { OpView, SubgraphView, TensorView } from "../../core/graph/view.ts";
import type { StudioApi } from "../../engine/api.ts";
import type { HistogramFacts } from "../../engine/facts/answers.ts";
import type { TensorError } from "../../engine/facts/precision.ts";
import { original, type VariantId } from "../../engine/facts/variant.ts";
import { bytes, port } from "../look/format.ts";
import { Part } from "../look/part.tsx";
import { useColour } from "../look/use-colour.ts";
import { constantsOf } from "./drawing.ts";
import { errorText, levelNames, levelOf, levelSigns, measureNames, measures } from "./error-level.ts";
import { quantizationText } from "./quantization-text.ts";
import { ValueHistogram } from "./value-histogram.tsx";

const Help = lazy(() => import("../help/help.tsx"));

interface Props {
  readonly api: StudioApi;
  readonly id: VariantId;
  readonly label: string;
  readonly subgraph: number;
  readonly graph: SubgraphView;
  /** The same subgraph of the original. */
  readonly source: SubgraphView | null;
  readonly op: OpView;
  readonly error: TensorError | undefined;
}

const bins = 56;

interface Histograms {
  readonly weightBefore: HistogramFacts | null;
  readonly weightAfter: HistogramFacts | null;
  readonly activation: HistogramFacts | null;
}

/** Everything about one op: tensors, options, how its weights and outputs are spread. */
export function OpInspector({ api, id, label, subgraph, graph, source, op, error }: Props) {
  const output = graph.tensors[op.outputs[0] ?? -1];
  const colour = useColour(id);
  const histograms = useHistograms({ api, id, subgraph, graph, source, op });
  return (
    <section
      className="op-inspector"
      aria-label={`Op ${op.index}, ${op.name}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by keyboard
      tabIndex={0}
    >
      <div aria-live="polite">
        <h3>
          {op.name} <span className="dim">#{op.index}</span>
        </h3>
        <p className="small mono op-inspector-name" title={output?.name}>
          {output?.name}
        </p>
      </div>
      {error && (
        <dl className="op-errors">
          {measures.map((measure) => {
            const level = levelOf(error, measure);
            return (
              <div key={measure} data-level={level}>
                <dt>{measureNames[measure]}</dt>
                <dd title={levelNames[level]}>
                  <span aria-hidden="true">{levelSigns[level]} </span>
                  {errorText(error, measure)}
                </dd>
              </div>
            );
          })}
        </dl>
      )}
      {histograms?.weightBefore && (
        <ValueHistogram
          title={histograms.weightAfter ? `Weights: original and ${label}` : "Weights"}
          colour={colour}
          before={{ name: "Original", facts: histograms.weightBefore }}
          after={histograms.weightAfter ? { name: label, facts: histograms.weightAfter } : undefined}
        />
      )}
      {histograms?.activation && (
        <ValueHistogram
          title="Output on the calibration samples"
          before={{ name: "Values", facts: histograms.activation }}
          range={rangeOf(output)}
        />
      )}
      <Tensors title="Inputs" tensors={op.inputs.map((t) => graph.tensors[t] ?? null)} />
      <Tensors title="Outputs" tensors={op.outputs.map((t) => graph.tensors[t] ?? null)} />
      {op.options.length > 0 && (
        <div>
          <h4>Options</h4>
          <dl className="op-options">
            {op.options.map(({ name, value }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
      <p className="small dim">Version {op.version} of the op</p>
    </section>
  );
}

function Tensors({
  title,
  tensors,
}: {
  readonly title: string;
  readonly tensors: readonly (TensorView | null)[];
}) {
  return (
    <div>
      <h4>{title}</h4>
      <ul className="op-tensors">
        {tensors.map((tensor, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a slot is known by its place alone
          <li key={i}>
            {tensor === null ? (
              <span className="dim">absent</span>
            ) : (
              <>
                <span className="op-tensor-type">
                  {port(tensor.shape, tensor.type)}
                  {tensor.constant && ` · constant, ${bytes(tensor.bytes)}`}
                  {tensor.sparse && " · sparse"}
                </span>
                <span className="mono small dim op-inspector-name" title={tensor.name}>
                  {tensor.name}
                </span>
                {tensor.quantization && (
                  <span className="small">
                    {quantizationText(tensor.quantization)}{" "}
                    <Part broken={null}>
                      <Help term={tensor.quantization.scales > 1 ? "perChannel" : "zeroPoint"} />
                    </Part>
                  </span>
                )}
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

const extremes: Readonly<Record<string, readonly [number, number]>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
};

/** The reals that a quantized tensor can hold. */
function rangeOf(tensor: TensorView | undefined): readonly [number, number] | null {
  const q = tensor?.quantization;
  const ends = extremes[tensor?.type ?? ""];
  if (!q || !ends) return null;
  return [(ends[0] - q.firstZeroPoint) * q.firstScale, (ends[1] - q.firstZeroPoint) * q.firstScale];
}

/** The op's largest constant is taken for its weight. */
function weightOf(graph: SubgraphView, op: OpView | undefined): TensorView | null {
  const constants = constantsOf(graph);
  return (op?.inputs ?? []).reduce<TensorView | null>((most, t) => {
    const found = constants.get(t);
    if (found === undefined || found.type === "int64") return most;
    return most === null || size(found) > size(most) ? found : most;
  }, null);
}

const size = (tensor: TensorView): number => tensor.shape.reduce((n, d) => n * d, 1);

function useHistograms(args: Omit<Props, "label" | "error">): Histograms | null {
  const { api, id, subgraph, graph, source, op } = args;
  const [held, setHeld] = useState<{ readonly of: OpView; readonly value: Histograms } | null>(null);
  useEffect(() => {
    let current = true;
    const output = graph.tensors[op.outputs[0] ?? -1]?.name ?? "";
    const twin = source?.ops.find((other) => source.tensors[other.outputs[0] ?? -1]?.name === output);
    const ask = async (variant: VariantId, tensor: TensorView | null): Promise<HistogramFacts | null> => {
      if (tensor === null) return null;
      const outcome = await api.weightHistogram(variant, subgraph, tensor.index, bins);
      return outcome.state === "done" ? outcome.value : null;
    };
    const load = async (): Promise<Histograms> => {
      const seen = subgraph === 0 ? await api.activationHistogram(output, bins) : null;
      const before = source === null ? null : weightOf(source, twin);
      return {
        weightBefore: await ask(original, before),
        weightAfter: id === original ? null : await ask(id, weightOf(graph, op)),
        activation: seen?.state === "done" ? seen.value : null,
      };
    };
    load().then(
      (value) => current && setHeld({ of: op, value }),
      () => {},
    );
    return () => {
      current = false;
    };
  }, [api, id, subgraph, graph, source, op]);
  return held?.of === op ? held.value : null;
}
