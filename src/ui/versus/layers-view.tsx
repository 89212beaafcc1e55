import type { LayerSize } from "../../core/compare/layer-sizes.ts";
import { treemap } from "../../core/compare/treemap.ts";
import { bytes, percent, shortName } from "../look/format.ts";

const [width, height] = [480, 300];
/** Tiles smaller than this are drawn together: nobody could point at them. */
const mostTiles = 80;
const listed = 8;

/** Bytes of each layer as a treemap, and the largest as a list. */
export function LayersView({
  name,
  layers,
}: {
  readonly name: string;
  readonly layers: readonly LayerSize[];
}) {
  const total = layers.reduce((sum, layer) => sum + layer.bytes, 0);
  const rest = layers.slice(mostTiles).reduce((sum, layer) => sum + layer.bytes, 0);
  const values = [...layers.slice(0, mostTiles).map((layer) => layer.bytes), ...(rest > 0 ? [rest] : [])];
  const told = layers.slice(0, 5).map((layer) => `${layer.opName} ${percent(layer.share)}`);
  return (
    <section className="layers" aria-label={`Layers of ${name}`}>
      <h3>{name}</h3>
      <p className="dim small">
        {bytes(total)} of weights in {layers.length} layers
      </p>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`Treemap. Largest: ${told.join(", ")}`}>
        {treemap(values, width, height).map((tile) => {
          const layer = tile.index < mostTiles ? layers[tile.index] : undefined;
          const text = layer ? `${layer.opName}, ${layer.type}` : "the smaller layers";
          return (
            <g key={tile.index}>
              <title>
                {layer ? `${layer.opName} ${layer.tensor}: ${bytes(layer.bytes)} ${layer.type}` : text}
              </title>
              <rect
                x={tile.x + 1}
                y={tile.y + 1}
                width={Math.max(0, tile.width - 2)}
                height={Math.max(0, tile.height - 2)}
                rx="3"
                className="tile"
              />
              {tile.width > 7 * text.length && tile.height > 22 && (
                <text x={tile.x + 7} y={tile.y + 17}>
                  {text}
                  {layer && tile.height > 38 && (
                    <tspan x={tile.x + 7} dy="1.4em" className="tile-bytes">
                      {bytes(layer.bytes)}
                    </tspan>
                  )}
                </text>
              )}
            </g>
          );
        })}
      </svg>
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
    </section>
  );
}
