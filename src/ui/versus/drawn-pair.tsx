import { useId, useState } from "react";
import type {
  Envelope,
  KeyPointPair,
  OutputDrawing,
  PicturePair,
  WaveformPair,
} from "../../core/compare/output-drawing.ts";
import type { SamplePair } from "../../engine/facts/answers.ts";
import { Picture } from "./picture.tsx";
import "./drawn-pair.css";

interface Props<T> {
  readonly drawing: T;
  readonly preview: SamplePair["preview"];
  readonly names: { readonly a: string; readonly b: string };
  readonly sample: number;
}

/** What both files make of one sample, to look at. */
export function DrawnPair({ drawing, ...rest }: Props<OutputDrawing>) {
  switch (drawing.kind) {
    case "mask":
    case "picture":
      return <BeforeAfter drawing={drawing} {...rest} />;
    case "keypoints":
      return <KeyPoints drawing={drawing} {...rest} />;
    case "waveform":
      return <Waveforms drawing={drawing} {...rest} />;
  }
}

/** One over the other, with a border that is dragged or moved by arrow keys. */
function BeforeAfter({ drawing, preview, names, sample }: Props<PicturePair>) {
  const [border, setBorder] = useState(50);
  const id = useId();
  const { kind, width, height } = drawing;
  const shape = { aspectRatio: `${width} / ${height}` };
  return (
    <div className="before-after">
      <div className="before-after-names small" aria-hidden="true">
        <span>{names.a}</span>
        <span>{names.b}</span>
      </div>
      <div className="before-after-stage" style={shape}>
        {kind === "mask" && preview && <Picture preview={preview} />}
        <Picture
          preview={{ width, height, rgba: drawing.a }}
          name={`${kind === "mask" ? "Mask" : "Picture"} of ${names.a} for sample ${sample + 1}`}
          style={{ clipPath: `inset(0 ${100 - border}% 0 0)` }}
        />
        <Picture
          preview={{ width, height, rgba: drawing.b }}
          name={`${kind === "mask" ? "Mask" : "Picture"} of ${names.b} for sample ${sample + 1}`}
          style={{ clipPath: `inset(0 0 0 ${border}%)` }}
        />
        <span className="before-after-border" style={{ insetInlineStart: `${border}%` }} />
      </div>
      <label className="sr-only" htmlFor={id}>
        Border between {names.a} and {names.b}, sample {sample + 1}
      </label>
      <input
        id={id}
        type="range"
        min="0"
        max="100"
        value={border}
        aria-valuetext={`${border} % ${names.a}`}
        onChange={(event) => setBorder(Number(event.currentTarget.value))}
      />
    </div>
  );
}

function KeyPoints({ drawing, preview, names, sample }: Props<KeyPointPair>) {
  const { width, height } = preview ?? { width: 1, height: 1 };
  const size = Math.max(width, height) / 70;
  return (
    <figure className="key-points">
      <div className="before-after-stage" style={{ aspectRatio: `${width} / ${height}` }}>
        {preview && <Picture preview={preview} />}
        <svg
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={`${drawing.a.length} key points of ${names.a} and ${names.b} for sample ${sample + 1}`}
        >
          {drawing.a.map(([x, y], i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: points are known by their place
            <circle key={i} cx={x * width} cy={y * height} r={size} className="key-point-a" />
          ))}
          {drawing.b.map(([x, y], i) => (
            <path
              // biome-ignore lint/suspicious/noArrayIndexKey: points are known by their place
              key={i}
              d={`M${x * width - size} ${y * height}h${2 * size}m${-size} ${-size}v${2 * size}`}
              className="key-point-b"
            />
          ))}
        </svg>
      </div>
      <figcaption className="small">
        <span className="key-of-a">○ {names.a}</span> <span className="key-of-b">+ {names.b}</span>
      </figcaption>
    </figure>
  );
}

const [waveWidth, waveHeight] = [480, 72];

function Waveforms({ drawing, names, sample }: Props<WaveformPair>) {
  const path = (envelope: Envelope): string => {
    const x = (i: number): number => (i * waveWidth) / Math.max(1, envelope.length - 1);
    const y = (v: number): number =>
      waveHeight / 2 - (Math.max(-1, Math.min(1, v / drawing.largest)) * waveHeight) / 2.1;
    const top = envelope.map(([, high], i) => `${x(i)},${y(high)}`);
    const bottom = envelope.map(([low], i) => `${x(i)},${y(low)}`).reverse();
    return `M${[...top, ...bottom].join("L")}Z`;
  };
  return (
    <div className="waveforms">
      {(["a", "b"] as const).map((side) => (
        <div key={side}>
          <p className="dim small">{names[side]}</p>
          <svg
            viewBox={`0 0 ${waveWidth} ${waveHeight}`}
            role="img"
            aria-label={`Waveform of ${names[side]} for sample ${sample + 1}`}
          >
            {side === "b" && <path d={path(drawing.a)} className="wave-other" />}
            <path d={path(drawing[side])} className="wave" />
          </svg>
        </div>
      ))}
    </div>
  );
}
