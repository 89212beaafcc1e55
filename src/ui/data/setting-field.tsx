import { useId } from "react";

/** What a person may choose for each setting; `null` where any text of the right form will do. */
const choices: Readonly<Record<string, readonly string[] | null>> = {
  resize: ["crop", "fit", "stretch"],
  channels: ["rgb", "bgr", "grey"],
  layout: ["nhwc", "nchw"],
  range: null,
  rate: null,
};
/** Choices whose names do not say enough. */
const choiceWords: Readonly<Record<string, string>> = {
  crop: "crop the middle",
  fit: "fit all of it in",
  rgb: "RGB",
  bgr: "BGR",
  nhwc: "channels last (NHWC)",
  nchw: "channels first (NCHW)",
};
const words: Readonly<Record<string, string>> = {
  resize: "Resize",
  channels: "Channels",
  layout: "Layout",
  range: "Values",
  rate: "Samples a second",
};
const commonRanges = ["0..1", "-1..1", "0..255", "unchanged"];

interface Props {
  readonly setting: string;
  readonly value: string;
  readonly reason: string;
  readonly onChange: (value: string) => void;
}

/** One choice of how samples become inputs, with what it was taken from; it can be overruled. */
export function SettingField({ setting, value, reason, onChange }: Props) {
  const id = useId();
  const options = choices[setting];
  return (
    <div>
      <label htmlFor={id}>{words[setting] ?? setting}</label>
      {options ? (
        <select
          id={id}
          className="field"
          value={value}
          aria-describedby={`${id}-why`}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          {[...new Set([value, ...options])].map((option) => (
            <option key={option} value={option}>
              {choiceWords[option] ?? option}
            </option>
          ))}
        </select>
      ) : options === null ? (
        <>
          <input
            id={id}
            key={value}
            className="field"
            list={setting === "range" ? `${id}-list` : undefined}
            defaultValue={value}
            aria-describedby={`${id}-why`}
            onBlur={(event) => {
              const text = event.currentTarget.value.trim();
              if (text !== "" && text !== value) onChange(text);
            }}
            onKeyDown={(event) => {
              if (event.key === "Enter") event.currentTarget.blur();
            }}
          />
          <datalist id={`${id}-list`}>
            {commonRanges.map((range) => (
              <option key={range} value={range} />
            ))}
          </datalist>
        </>
      ) : (
        <output id={id}>{value}</output>
      )}
      <span id={`${id}-why`} className="dim small">
        {reason}
      </span>
    </div>
  );
}
