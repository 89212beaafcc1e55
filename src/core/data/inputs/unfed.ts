import { InputError } from "../../outcome.ts";
import type { TensorTypeName } from "../../tflite/tensor-types.ts";

/** Types that data are written in (encode-values.ts). */
const fed: readonly TensorTypeName[] = [
  "FLOAT32",
  "FLOAT64",
  "INT64",
  "INT32",
  "UINT32",
  "INT16",
  "UINT16",
  "INT8",
  "UINT8",
  "BOOL",
];

/** Throws InputError `unsupported-input` where data cannot be given for one of the inputs. */
export function refuseUnfed(
  inputs: readonly { readonly name: string; readonly type: TensorTypeName }[],
): void {
  const input = inputs.find(({ type }) => !fed.includes(type));
  if (input !== undefined) throw unfedError(input.type, input.name);
}

/** That data cannot be given for an input, and what can be done all the same. */
export function unfedError(type: TensorTypeName, name?: string): InputError {
  const what = type === "STRING" ? "strings" : `${type} values`;
  const which = name === undefined ? "An input" : `The input “${name}”`;
  return new InputError(
    "unsupported-input",
    `${which} takes ${what}, which cannot be fed here, so the model cannot be run, measured or calibrated. Techniques that need no data still work.`,
    name === undefined ? undefined : { tensor: name },
  );
}
