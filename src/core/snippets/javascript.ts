import { describe, literal, plus, type Snippet, type Subject } from "./subject.ts";

/** What passes LiteRT.js's border (litert/js/packages/core/src/datatypes.ts). */
const arrays: Readonly<Record<string, string>> = {
  FLOAT32: "Float32Array",
  INT32: "Int32Array",
  UINT8: "Uint8Array",
};

export function javascript(subject: Subject): Snippet {
  const lines = [
    'import { loadAndCompile, loadLiteRt, Tensor } from "@litertjs/core";',
    "",
    "// The folder node_modules/@litertjs/core/wasm, served by your own server.",
    'await loadLiteRt("/wasm/");',
    `const model = await loadAndCompile(${literal(`/models/${subject.fileName}`)}, { accelerator: "wasm" }); // or "webgpu"`,
    "",
  ];
  subject.inputs.forEach((port, i) => {
    const array = arrays[port.type] ?? "Float32Array";
    const shape = `[${port.shape.join(", ")}]`;
    lines.push(`// ${describe(port)}`);
    if (port.quantization === null) {
      lines.push(`const values${i} = new ${array}(${port.elements});`);
    } else {
      const { scale, zeroPoint } = port.quantization;
      lines.push(
        `const real${i} = new Float32Array(${port.elements});`,
        `const values${i} = Uint8Array.from(real${i}, (x) => Math.min(255, Math.max(0, Math.round(x / ${scale})${plus(zeroPoint)})));`,
      );
    }
    lines.push(`const input${i} = new Tensor(values${i}, ${shape});`);
  });
  lines.push(
    "",
    `const outputs = await model.run([${subject.inputs.map((_, i) => `input${i}`).join(", ")}]);`,
    "",
  );
  subject.outputs.forEach((port, i) => {
    lines.push(
      `// ${describe(port)}`,
      `const output${i} = await outputs[${i}].moveTo("wasm");`,
      `console.log(output${i}.toTypedArray().slice(0, 10));`,
    );
  });
  const all = [
    ...subject.inputs.map((_, i) => `input${i}`),
    ...subject.outputs.map((_, i) => `output${i}`),
    "model",
  ];
  lines.push("", "// Memory of the runtime is not collected.", ...all.map((name) => `${name}.delete();`));
  const missing = [...subject.inputs, ...subject.outputs].filter((p) => !(p.type in arrays));
  const types = [...new Set(missing.map((p) => p.type.toLowerCase()))].join(" or ");
  return {
    language: "javascript",
    title: "JavaScript (browser)",
    code: types === "" ? `${lines.join("\n")}\n` : null,
    notes: [
      "Install the runtime with: npm install @litertjs/core",
      ...(types === ""
        ? []
        : [`LiteRT.js refuses ${types} at the model's border: make the file with float input and output.`]),
    ],
    source: "https://ai.google.dev/edge/litert/web",
  };
}
