import { type CSSProperties, useState } from "react";
import type { LayerSize } from "../../core/compare/layer-sizes.ts";
import { bytes, percent, shortName } from "../look/format.ts";
import { LayerTiles } from "./layer-tiles.tsx";

interface Props {
  readonly name: string;
  readonly layers: readonly LayerSize[];
  /** Of the technique. */
  readonly colour: string;
}

/** How many of the largest are listed at first, and how many more at a time. */
const [first, more] = [8, 200];

/** Bytes of each layer as a treemap, and as a list from the largest on. */
export function LayersView({ name, layers, colour }: Props) {
  const [listed, setListed] = useState(first);
  const total = layers.reduce((sum, layer) => sum + layer.bytes, 0);
  const next = Math.min(layers.length, listed + more);
  const all = listed >= layers.length;
  return (
    <section
      className="layers"
      aria-label={`Layers of ${name}`}
      style={{ "--mark": colour } as CSSProperties}
    >
      <h3>{name}</h3>
      <p className="dim small">
        {bytes(total)} of weights in {layers.length} layers
      </p>
      <LayerTiles layers={layers} />
      <ol className="layer-sizes small">
        {layers.slice(0, listed).map((layer) => (
          <li key={`${layer.subgraph}/${layer.op}`}>
            <span className="one-line" title={layer.tensor}>
              <code>{layer.opName}</code> <span className="dim">{shortName(layer.tensor)}</span>
            </span>
            <span>
              {bytes(layer.bytes)} <span className="dim">{percent(layer.share)}</span>
            </span>
          </li>
        ))}
      </ol>
      {layers.length > first && (
        <button type="button" className="button layers-more" onClick={() => setListed(all ? first : next)}>
          {all
            ? `Show the ${first} largest`
            : next === layers.length
              ? `Show all ${layers.length} layers`
              : `Show ${next} of ${layers.length} layers`}
        </button>
      )}
    </section>
  );
}
