import { InputError } from "../core/outcome.ts";
import type { OptionSpec, OptionSpecs, OptionValue } from "./technique.ts";

/** The defaults with what was given on top, each value checked against its spec. Throws InputError `bad-option`. */
export function resolveOptions(
  technique: string,
  specs: OptionSpecs,
  given: Readonly<Record<string, OptionValue>>,
): Record<string, OptionValue> {
  const options: Record<string, OptionValue> = {};
  for (const [name, spec] of Object.entries(specs)) options[name] = spec.default;
  for (const [name, value] of Object.entries(given)) {
    const spec = specs[name];
    if (spec === undefined) {
      const known = Object.keys(specs).join(", ");
      throw new InputError(
        "bad-option",
        `${technique} has no option “${name}”. ${known ? `It has: ${known}.` : "It has no options."}`,
      );
    }
    options[name] = checkOption(`${technique}.${name}`, spec, value);
  }
  return options;
}

/** Turns text (from the command line) or a value into the option's own type. */
export function checkOption(name: string, spec: OptionSpec, value: OptionValue): OptionValue {
  const wrong = (expected: string): never => {
    throw new InputError("bad-option", `${name} must be ${expected}, not “${value}”.`);
  };
  switch (spec.type) {
    case "boolean":
      if (value === true || value === "true") return true;
      if (value === false || value === "false") return false;
      return wrong("true or false");
    case "number": {
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      if (typeof number !== "number" || !Number.isFinite(number) || number < spec.min || number > spec.max) {
        return wrong(`a number from ${spec.min} to ${spec.max}`);
      }
      return spec.integer && !Number.isInteger(number) ? wrong("a whole number") : number;
    }
    case "choice":
      return spec.choices.includes(String(value))
        ? String(value)
        : wrong(`one of ${spec.choices.join(", ")}`);
    case "text":
      return String(value);
  }
}
