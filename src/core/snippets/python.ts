import { describe, isPlain, literal, plus, type Snippet, type Subject } from "./subject.ts";

const numpyTypes: Readonly<Record<string, string>> = {
  FLOAT32: "np.float32",
  FLOAT16: "np.float16",
  INT8: "np.int8",
  UINT8: "np.uint8",
  INT16: "np.int16",
  INT32: "np.int32",
  INT64: "np.int64",
  BOOL: "np.bool_",
};

const tuple = (shape: readonly number[]): string =>
  shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;

/** With the signature where its names can be written down, else by position. */
export function python(subject: Subject): Snippet {
  const bySignature =
    subject.signature !== null &&
    [subject.signature, ...subject.inputs.map((p) => p.name), ...subject.outputs.map((p) => p.name)].every(
      (name) => isPlain(name) && !name.includes("$"),
    );
  const lines = [
    "import numpy as np",
    "from ai_edge_litert.interpreter import Interpreter",
    "",
    `interpreter = Interpreter(model_path=${literal(subject.fileName)}, num_threads=4)`,
    "",
  ];
  subject.inputs.forEach((port, i) => {
    const type = numpyTypes[port.type] ?? "np.float32";
    lines.push(`# ${describe(port)}`);
    const q = port.quantization;
    if (q === null) {
      lines.push(`input_${i} = np.zeros(${tuple(port.shape)}, ${type})`);
    } else {
      lines.push(
        `real_${i} = np.zeros(${tuple(port.shape)}, np.float32)`,
        `limits = np.iinfo(${type})`,
        `input_${i} = np.clip(np.rint(real_${i} / ${q.scale})${plus(q.zeroPoint)}, limits.min, limits.max).astype(${type})`,
      );
    }
  });
  lines.push("");
  if (bySignature) {
    const args = subject.inputs.map((p, i) => `${literal(p.name)}: input_${i}`).join(", ");
    lines.push(
      `run = interpreter.get_signature_runner(${literal(subject.signature!)})`,
      `outputs = run(**{${args}})`,
      ...subject.outputs.map((p, i) => `output_${i} = outputs[${literal(p.name)}]`),
    );
  } else {
    lines.push(
      "interpreter.allocate_tensors()",
      "inputs, outputs = interpreter.get_input_details(), interpreter.get_output_details()",
      ...subject.inputs.map((_, i) => `interpreter.set_tensor(inputs[${i}]["index"], input_${i})`),
      "interpreter.invoke()",
      ...subject.outputs.map((_, i) => `output_${i} = interpreter.get_tensor(outputs[${i}]["index"])`),
    );
  }
  lines.push("");
  subject.outputs.forEach((port, i) => {
    lines.push(`# ${describe(port)}`);
    const q = port.quantization;
    if (q !== null) {
      lines.push(`output_${i} = (output_${i}.astype(np.float32)${plus(-q.zeroPoint)}) * ${q.scale}`);
    }
    lines.push(`print(output_${i}.shape, output_${i}.ravel()[:10])`);
  });
  return {
    language: "python",
    title: "Python",
    code: `${lines.join("\n")}\n`,
    notes: ["Install the runtime with: pip install ai-edge-litert numpy"],
    source: "https://ai.google.dev/edge/litert/inference",
  };
}
