import type { CSSProperties } from "react";
import { type SizeBar, selectSizes } from "../../state/derived/trade-offs.ts";
import { bytes } from "../look/format.ts";
import { useWhenIdle } from "../look/idle.ts";
import { colourOf } from "../look/mark.tsx";
import { point, usePointed, useStudioState } from "../studio.tsx";

const kinds = ["file", "gzip"] as const;

/** Bytes of each file, solid; after gzip, outlined. */
export function SizeChart() {
  const sizes = useWhenIdle(useStudioState(selectSizes));
  return sizes === undefined ? <div className="chart-wait" /> : <Bars sizes={sizes} />;
}

const text = (bar: SizeBar) =>
  `${bar.label}: ${bytes(bar.file)}${bar.gzip === null ? "" : `, ${bytes(bar.gzip)} after gzip`}`;

function Bars({ sizes }: { readonly sizes: readonly SizeBar[] }) {
  const pointed = usePointed();
  const most = Math.max(...sizes.flatMap((bar) => [bar.file, bar.gzip ?? 0]));
  return (
    <figure className="chart">
      <figcaption className="small dim">
        <span className="key solid" /> file <span className="key outlined" /> after gzip
      </figcaption>
      <div className="chart-bars" role="img" aria-label={`Bar chart of sizes. ${sizes.map(text).join(". ")}`}>
        {sizes.map((bar) => (
          <div
            key={bar.id}
            className={pointed === null || pointed === bar.id ? "bar-row" : "bar-row faint"}
            style={{ "--mark": colourOf(bar) } as CSSProperties}
            onPointerEnter={() => point(bar.id)}
            onPointerLeave={() => point(null)}
          >
            <span className="bar-name">{bar.label}</span>
            <span className="bars">
              {kinds.map((kind) => (
                <Block key={kind} kind={kind} value={bar[kind]} most={most} />
              ))}
            </span>
          </div>
        ))}
      </div>
    </figure>
  );
}

interface BlockProps {
  readonly kind: (typeof kinds)[number];
  /** Bytes; null while they are not known. */
  readonly value: number | null;
  /** Bytes of the longest bar. */
  readonly most: number;
}

const Block = ({ kind, value, most }: BlockProps) => (
  <span className="bar-line">
    {value !== null && (
      <>
        <span className={`bar ${kind}`} style={{ "--share": value / most } as CSSProperties} />
        {bytes(value)}
      </>
    )}
  </span>
);
