import { Slider } from "radix-ui";
import { useId } from "react";

interface Props {
  readonly label: string;
  /** The values that it can stand at, ascending. */
  readonly stops: readonly number[];
  readonly value: number;
  readonly show: (value: number) => string;
  readonly onMove: (value: number) => void;
  /** A value that somebody let go of. */
  readonly onRelease: (value: number) => void;
}

/** A slider over given values: arrows move by one, Page keys by more, Home and End to the ends. */
export function WeightSlider({ label, stops, value, show, onMove, onRelease }: Props) {
  const id = useId();
  const nearest = stops.reduce(
    (best, stop, i) => (Math.abs(stop - value) < Math.abs(stops[best]! - value) ? i : best),
    0,
  );
  const at = ([i]: number[]): number => stops[i ?? 0]!;
  return (
    <div className="weight-slider">
      <span id={id}>{label}</span>
      <Slider.Root
        className="slider"
        min={0}
        max={stops.length - 1}
        step={1}
        value={[nearest]}
        onValueChange={(now) => onMove(at(now))}
        onValueCommit={(now) => onRelease(at(now))}
      >
        <Slider.Track className="slider-track">
          <Slider.Range className="slider-range" />
        </Slider.Track>
        <Slider.Thumb className="slider-thumb" aria-labelledby={id} aria-valuetext={show(value)} />
      </Slider.Root>
      <output className="weight-slider-value">{show(value)}</output>
    </div>
  );
}
