import type { LayerSize } from "../../core/compare/layer-sizes.ts";
import { type Tile, treemap } from "../../core/compare/treemap.ts";
import { bytes, percent, shortName } from "../look/format.ts";

const [width, height] = [480, 300];
/** Tiles smaller than this are drawn together: nobody could point at them. */
const mostTiles = 80;
/** Of a character and of a line, in units of the picture, and what stays free around the text. */
const [character, line, edge] = [5.6, 14, 6];

/** Each layer's bytes as its share of a rectangle, with its name where there is room. */
export function LayerTiles({ layers }: { readonly layers: readonly LayerSize[] }) {
  const rest = layers.slice(mostTiles).reduce((sum, layer) => sum + layer.bytes, 0);
  const values = [...layers.slice(0, mostTiles).map((layer) => layer.bytes), ...(rest > 0 ? [rest] : [])];
  const told = layers.slice(0, 5).map((layer) => `${layer.opName} ${percent(layer.share)}`);
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`Treemap. Largest: ${told.join(", ")}`}>
      {treemap(values, width, height).map((tile) => {
        const layer = tile.index < mostTiles ? layers[tile.index] : undefined;
        return (
          <g key={tile.index}>
            <title>
              {layer
                ? `${layer.opName} ${layer.tensor}: ${bytes(layer.bytes)} ${layer.type}`
                : "the smaller layers"}
            </title>
            <rect
              x={tile.x + 1}
              y={tile.y + 1}
              width={Math.max(0, tile.width - 2)}
              height={Math.max(0, tile.height - 2)}
              rx="3"
              className="tile"
            />
            {wordsIn(tile, layer).map((text, i) => (
              <text key={text} x={tile.x + edge} y={tile.y + edge + (i + 0.7) * line} data-first={i === 0}>
                {text}
              </text>
            ))}
          </g>
        );
      })}
    </svg>
  );
}

/** As many lines as fit: the layer's name or its more telling half, its bytes, its type. */
function wordsIn(tile: Tile, layer: LayerSize | undefined): string[] {
  const fits = (text: string): boolean => text.length * character <= tile.width - 2 * edge;
  const room = Math.floor((tile.height - 2 * edge) / line);
  if (layer === undefined) return ["the smaller layers"].filter(fits).slice(0, room);
  const whole = shortName(layer.tensor);
  const name = [whole, whole.split("/")[0] ?? whole].find(fits);
  const lines = name === undefined ? [bytes(layer.bytes)] : [name, bytes(layer.bytes), layer.type];
  return lines.filter(fits).slice(0, room);
}
