import { lazy, useState } from "react";
import type { OptionSpec, OptionValue } from "../../techniques/technique.ts";
import type { TermId } from "../help/terms.ts";
import { Part } from "../look/part.tsx";

interface Props {
  readonly id: string;
  readonly name: string;
  readonly spec: OptionSpec;
  readonly value: OptionValue;
  readonly onChange: (value: OptionValue) => void;
}

const Help = lazy(() => import("../help/help.tsx"));

/** Options that are called by a term that not everybody knows. */
const termOf: Readonly<Record<string, TermId>> = {
  perChannel: "perChannel",
  granularity: "perChannel",
  calibration: "calibration",
  percentile: "calibration",
  activationBits: "activations",
  sparsity: "pruning",
  clusters: "clustering",
};

/** Options whose names on the command line say too little on their own. */
const labels: Readonly<Record<string, string>> = {
  io: "Inputs and outputs",
  init: "Initial centroids",
  distill: "Distillation",
  finetune: "Fine-tuning",
  batch: "Batch size",
  minElements: "Smallest tensor, in weights",
};

/** `blockSize` as `Block size`. */
const words = (name: string): string => {
  const label = labels[name];
  if (label !== undefined) return label;
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

/** One option with its label and help. */
export function OptionField({ id, name, spec, value, onChange }: Props) {
  const described = { id, "aria-describedby": `${id}-help` } as const;
  return (
    <div className="option">
      <span className="option-name">
        <label htmlFor={id}>{words(name)}</label>
        <Part broken={null}>{termOf[name] && <Help term={termOf[name]} />}</Part>
      </span>
      <Control spec={spec} value={value} onChange={onChange} described={described} label={words(name)} />
      <p id={`${id}-help`} className="dim small">
        {spec.help}
      </p>
    </div>
  );
}

interface ControlProps extends Pick<Props, "spec" | "value" | "onChange"> {
  readonly described: { readonly id: string; readonly "aria-describedby": string };
  readonly label: string;
}

function Control({ spec, value, onChange, described, label }: ControlProps) {
  switch (spec.type) {
    case "boolean":
      return (
        <input
          type="checkbox"
          className="switch"
          {...described}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case "choice":
      return (
        <select
          className="field"
          {...described}
          value={String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          {spec.choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      );
    case "text":
      return (
        <input
          type="text"
          className="field"
          {...described}
          value={String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "number": {
      const step = spec.integer ? 1 : (spec.max - spec.min) / 100 || "any";
      const chooses = spec.zeroChooses === true;
      const set = (text: string) => {
        const number = Number(text);
        if ((chooses || text !== "") && Number.isFinite(number))
          onChange(Math.min(spec.max, Math.max(spec.min, spec.integer ? Math.round(number) : number)));
      };
      const slidable = !chooses && spec.max - spec.min <= 1000;
      return (
        <span className="number">
          {slidable && (
            <input
              type="range"
              aria-label={`${label}, slider`}
              min={spec.min}
              max={spec.max}
              step={step}
              value={Number(value)}
              onChange={(event) => set(event.currentTarget.value)}
            />
          )}
          <NumberInput spec={spec} value={Number(value)} described={described} onText={set} />
        </span>
      );
    }
  }
}

interface NumberInputProps {
  readonly spec: Extract<OptionSpec, { type: "number" }>;
  readonly value: number;
  readonly described: ControlProps["described"];
  readonly onText: (text: string) => void;
}

/** Keeps what is typed, such as `0.`, as long as it means the value. */
function NumberInput({ spec, value, described, onText }: NumberInputProps) {
  const [typed, setTyped] = useState("");
  const chosen = spec.zeroChooses === true && value === 0;
  const shown = Number(typed) === value && (chosen || typed !== "") ? typed : chosen ? "" : String(value);
  return (
    <input
      type="number"
      className="field"
      {...described}
      min={spec.min}
      max={spec.max}
      step={spec.integer ? 1 : "any"}
      placeholder={spec.zeroChooses ? "automatic" : undefined}
      value={shown}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onText(event.currentTarget.value);
      }}
    />
  );
}
