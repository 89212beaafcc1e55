import { lazy } from "react";
import type { OptionSpec, OptionValue } from "../../techniques/technique.ts";
import type { TermId } from "../help/terms.ts";
import { Part } from "../look/part.tsx";
import { NumberField } from "./number-field.tsx";
import { choiceName, optionName } from "./option-words.ts";

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

/** One option with its label and help. */
export function OptionField({ id, name, spec, value, onChange }: Props) {
  const described = { id, "aria-describedby": `${id}-help` } as const;
  return (
    <div className="option">
      <span className="option-name">
        <label htmlFor={id}>{optionName(name)}</label>
        <Part broken={null}>{termOf[name] && <Help term={termOf[name]} />}</Part>
      </span>
      <Control
        name={name}
        spec={spec}
        value={value}
        onChange={onChange}
        described={described}
        label={optionName(name)}
      />
      <p id={`${id}-help`} className="dim small">
        {spec.help}
      </p>
    </div>
  );
}

interface ControlProps extends Pick<Props, "name" | "spec" | "value" | "onChange"> {
  readonly described: { readonly id: string; readonly "aria-describedby": string };
  readonly label: string;
}

function Control({ name, spec, value, onChange, described, label }: ControlProps) {
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
          title={`In recipes: ${value}`}
          value={String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          {spec.choices.map((choice) => (
            <option key={choice} value={choice}>
              {choiceName(name, choice)}
            </option>
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
    case "number":
      return (
        <NumberField
          spec={spec}
          value={Number(value)}
          label={label}
          described={described}
          onChange={onChange}
        />
      );
  }
}
