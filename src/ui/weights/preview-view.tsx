import type { LayerPreview, WeightPreview } from "../../techniques/preview/preview.ts";
import { ValueHistogram } from "../graph/value-histogram.tsx";
import { bytes, change, count, percent, shortName } from "../look/format.ts";

interface Props {
  readonly preview: WeightPreview;
  /** Clusters are shown where the recipe makes some, else zeros. */
  readonly clusters: number | null;
  /** Of the technique. */
  readonly colour: string;
}

/** What the weights would be: their values, what each layer loses, and what the download would come to. */
export function PreviewView({ preview, clusters, colour }: Props) {
  const { gzip, sampled, weights, zeros, histogram, layers } = preview;
  return (
    <>
      <dl className="figure-list preview-figures">
        <div>
          <dt>Download (gzip)</dt>
          <dd>
            about {bytes(gzip.after)} ({change(gzip.after / gzip.before)})
            <span className="dim small line">
              An estimate, by magnitude, from {sampled < weights ? `${count(sampled)} of ` : "all "}
              {count(weights)} weights; the run itself measures it.
            </span>
          </dd>
        </div>
        <div>
          <dt>Zeros</dt>
          <dd>{percent(zeros)} of all weights</dd>
        </div>
      </dl>
      <ValueHistogram
        title="Weights now and after, zeros not drawn"
        colour={colour}
        sameScale
        before={{ name: "now", facts: histogram.before }}
        after={{ name: "after", facts: histogram.after }}
      />
      <Layers layers={layers} clusters={clusters} />
    </>
  );
}

function Layers({ layers, clusters }: { readonly layers: readonly LayerPreview[]; clusters: number | null }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
    <section className="layer-list" aria-label="Layers" tabIndex={0}>
      <ol>
        {layers.map((layer, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: layers keep their order, and names may repeat
          <li key={i} data-left={layer.left !== null}>
            <span className="layer-name" title={layer.name}>
              <code>{layer.opName}</code> <span className="dim">{shortName(layer.name)}</span>
            </span>
            <span className="layer-bar" aria-hidden="true">
              <span
                style={{
                  inlineSize: `${100 * (clusters === null ? layer.zeros : (layer.values ?? 0) / clusters)}%`,
                }}
              />
            </span>
            <span className="layer-figure">{figureOf(layer, clusters)}</span>
            {layer.left !== null && <span className="dim small layer-left">{layer.left}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}

const figureOf = ({ zeros, values, left }: LayerPreview, clusters: number | null): string => {
  if (left !== null) return "as it is";
  const share = `${percent(zeros, 0)} zeros`;
  if (clusters === null) return share;
  return `${values} values${zeros > 0.005 ? `, ${share}` : ""}`;
};
