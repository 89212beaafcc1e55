import { lazy, Suspense } from "react";
import type { OptionSpec, OptionValue } from "../../techniques/technique.ts";
import type { TermId } from "../help/terms.ts";

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

/** `minElements` as `Min elements`. */
const words = (name: string): string => {
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
        <Suspense>{termOf[name] && <Help term={termOf[name]} />}</Suspense>
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
      const set = (text: string) => {
        const number = Number(text);
        if (text !== "" && Number.isFinite(number))
          onChange(Math.min(spec.max, Math.max(spec.min, spec.integer ? Math.round(number) : number)));
      };
      const slidable = spec.max - spec.min <= 1000;
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
          <input
            type="number"
            className="field"
            {...described}
            min={spec.min}
            max={spec.max}
            step={spec.integer ? 1 : "any"}
            value={Number(value)}
            onChange={(event) => set(event.currentTarget.value)}
          />
        </span>
      );
    }
  }
}
