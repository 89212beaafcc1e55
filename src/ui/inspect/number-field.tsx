import { useState } from "react";
import { fieldText, type NumberSpec, readNumber } from "./read-number.ts";

interface Props {
  readonly spec: NumberSpec;
  readonly value: number;
  readonly label: string;
  readonly described: { readonly id: string; readonly "aria-describedby": string };
  readonly onChange: (value: number) => void;
}

/** A number to type, with a slider where its range is small enough for one. */
export function NumberField({ spec, value, label, described, onChange }: Props) {
  /** What is being typed, kept as it is until the field is left. */
  const [typed, setTyped] = useState<string | null>(null);
  const [said, setSaid] = useState({ note: "", of: value });
  const scale = spec.share ? 100 : 1;
  const [min, max] = [spec.min * scale, spec.max * scale];
  const step = spec.integer || spec.share ? 1 : (max - min) / 100 || "any";
  const slidable = spec.zeroChooses !== true && spec.max - spec.min <= 1000;
  const read = (text: string) => {
    const { value: next, note } = readNumber(text, spec, value);
    setSaid({ note, of: next ?? value });
    if (next !== null) onChange(next);
  };
  return (
    <>
      <span className="number">
        {slidable && (
          <input
            type="range"
            aria-label={`${label}, slider`}
            min={min}
            max={max}
            step={step}
            value={Number(fieldText(value, spec))}
            onChange={(event) => read(event.currentTarget.value)}
          />
        )}
        <input
          type="number"
          className="field"
          {...described}
          min={min}
          max={max}
          step={spec.integer ? 1 : "any"}
          placeholder={spec.zeroChooses ? "automatic" : undefined}
          value={typed ?? fieldText(value, spec)}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            read(event.currentTarget.value);
          }}
          onBlur={() => setTyped(null)}
        />
        {spec.share && <span className="dim small">%</span>}
      </span>
      <p className="option-note small" aria-live="polite">
        {said.of === value && said.note}
      </p>
    </>
  );
}
