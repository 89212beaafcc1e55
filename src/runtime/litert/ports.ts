import { InputError } from "../../core/outcome.ts";
import type { PortInfo, TensorValues } from "../../core/run/runtime.ts";
import { takeVector, type WasmModel, type WasmTensorType } from "./bindings.ts";
import { type ElementType, elementTypeOfNumber } from "./element-types.ts";
import type { PreparedFile } from "./prepare.ts";

/** A port with what is needed to move its values. */
export interface Port extends PortInfo {
  readonly element: ElementType;
  readonly count: number;
  readonly byteLength: number;
}

/** Reads shape and type of one port; deletes `type`. */
function portOf(name: string, type: WasmTensorType): Port {
  try {
    const layout = type.layout();
    const shape = takeVector(layout.dimensions());
    layout.delete();
    const number = type.elementType().value;
    const element = elementTypeOfNumber(number);
    if (!element) {
      throw new InputError(
        "runtime-type",
        `"${name}" has an element type (number ${number} of the runtime) whose values cannot be given or read here.`,
        { tensor: name },
      );
    }
    if (shape.some((size) => size < 0)) {
      throw new InputError(
        "runtime-dynamic-shape",
        `"${name}" has an open dimension (shape ${shape.join(" x ")}); fix the shapes in the file before running it.`,
        { tensor: name },
      );
    }
    const count = shape.reduce((product, size) => product * size, 1);
    return { name, shape, type: element.name, element, count, byteLength: count * element.bytes };
  } finally {
    type.delete();
  }
}

/** A state that is an input of the file as the runtime has it, and the byte that it is filled with at rest. */
export interface StatePort extends Port {
  readonly rest: number;
}

/** The ports of the primary subgraph, in its order, and its states, which are the inputs behind those. */
export function portsOf(
  model: WasmModel,
  file: PreparedFile,
): { inputs: Port[]; outputs: Port[]; states: StatePort[] } {
  const { signature } = file;
  const behind = file.inputs.length;
  return {
    inputs: file.inputs.map((name, i) => portOf(name, model.getInputTensorType(signature, i))),
    states: file.states.map(({ name, rest }, i) => ({
      ...portOf(name, model.getInputTensorType(signature, behind + i)),
      rest,
    })),
    outputs: file.outputs.map((name, i) => portOf(name, model.getOutputTensorType(signature, i))),
  };
}

/** Throws `runtime-input` unless `inputs` holds `samples` samples of every port, in the ports' own types. */
export function checkInputs(ports: readonly Port[], inputs: readonly TensorValues[], samples: number): void {
  if (inputs.length !== ports.length) {
    throw new InputError(
      "runtime-input",
      `The model takes ${ports.length} inputs and was given ${inputs.length}.`,
    );
  }
  ports.forEach((port, i) => {
    const values = inputs[i]!;
    const wanted = port.element.make(0);
    if (kindOf(values) !== kindOf(wanted)) {
      throw new InputError(
        "runtime-input",
        `Input "${port.name}" takes ${port.type} values in ${kindOf(wanted)}.`,
        {
          tensor: port.name,
        },
      );
    }
    if (values.length !== port.count * samples) {
      throw new InputError(
        "runtime-input",
        `Input "${port.name}" takes ${port.count} values a sample (${port.shape.join(" x ")}); ${values.length} were given for ${samples}.`,
        { tensor: port.name },
      );
    }
  });
}

/** The array's kind by name, the same for arrays from other realms. */
const kindOf = (values: TensorValues): string => String(values[Symbol.toStringTag]);
