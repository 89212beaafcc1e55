import { useId } from "react";

interface ChoiceProps<T extends string> {
  readonly name: string;
  readonly value: T;
  /** Value, text, and what the pointer is told. */
  readonly options: readonly (readonly [T, string, string?])[];
  /** The one that cannot be chosen now. */
  readonly disabled?: T | undefined;
  readonly onChange: (value: T) => void;
}

/** One of a few, all in sight. */
export function Choice<T extends string>({ name, value, options, disabled, onChange }: ChoiceProps<T>) {
  const group = useId();
  return (
    <fieldset className="segmented">
      <legend className="sr-only">{name}</legend>
      {options.map(([id, text, help]) => (
        <label key={id} title={help}>
          <input
            type="radio"
            name={group}
            checked={id === value}
            disabled={id === disabled}
            onChange={() => onChange(id)}
          />
          {text}
        </label>
      ))}
    </fieldset>
  );
}
