import type { ModelPort } from "../run/ports.ts";
import { describe, literal, plus, type Snippet, type Subject } from "./subject.ts";

interface BufferType {
  readonly array: string;
  readonly zero: string;
  readonly write: string;
  readonly read: string;
}

/** What LiteRT's TensorBuffer writes and reads (litert/kotlin, TensorBuffer.kt). */
const kotlinTypes: Readonly<Record<string, BufferType>> = {
  FLOAT32: { array: "FloatArray", zero: "0f", write: "writeFloat", read: "readFloat" },
  INT8: { array: "ByteArray", zero: "0", write: "writeInt8", read: "readInt8" },
  INT32: { array: "IntArray", zero: "0", write: "writeInt", read: "readInt" },
  INT64: { array: "LongArray", zero: "0L", write: "writeLong", read: "readLong" },
  BOOL: { array: "BooleanArray", zero: "false", write: "writeBoolean", read: "readBoolean" },
};

const unreadable = (ports: readonly ModelPort[], known: Readonly<Record<string, unknown>>): string[] => [
  ...new Set(ports.filter((p) => !(p.type in known)).map((p) => p.type.toLowerCase())),
];

export function kotlin(subject: Subject): Snippet {
  const lines = [
    "import com.google.ai.edge.litert.Accelerator",
    "import com.google.ai.edge.litert.CompiledModel",
    "",
    `// ${subject.fileName} lies in src/main/assets.`,
    "val model = CompiledModel.create(",
    "    context.assets,",
    `    ${literal(subject.fileName)},`,
    "    CompiledModel.Options(Accelerator.CPU), // or Accelerator.GPU",
    ")",
    "val inputs = model.createInputBuffers()",
    "val outputs = model.createOutputBuffers()",
    "",
  ];
  subject.inputs.forEach((port, i) => {
    const type = kotlinTypes[port.type] ?? kotlinTypes.FLOAT32!;
    lines.push(`// ${describe(port)}`);
    if (port.quantization === null) {
      lines.push(`val input${i} = ${type.array}(${port.elements}) { ${type.zero} }`);
    } else {
      const { scale, zeroPoint } = port.quantization;
      lines.push(
        `val real${i} = FloatArray(${port.elements})`,
        `val input${i} = ${type.array}(${port.elements}) { (Math.rint(real${i}[it] / ${scale}).toInt()${plus(zeroPoint)}).coerceIn(-128, 127).toByte() }`,
      );
    }
    lines.push(`inputs[${i}].${type.write}(input${i})`);
  });
  lines.push("", "model.run(inputs, outputs)", "");
  subject.outputs.forEach((port, i) => {
    const type = kotlinTypes[port.type] ?? kotlinTypes.FLOAT32!;
    lines.push(`// ${describe(port)}`, `val output${i} = outputs[${i}].${type.read}()`);
    const q = port.quantization;
    if (q !== null) {
      lines.push(
        `val result${i} = FloatArray(output${i}.size) { (output${i}[it]${plus(-q.zeroPoint)}) * ${q.scale}f }`,
      );
    }
  });
  const missing = unreadable([...subject.inputs, ...subject.outputs], kotlinTypes);
  return {
    language: "kotlin",
    title: "Kotlin (Android)",
    code: missing.length === 0 ? `${lines.join("\n")}\n` : null,
    notes: [
      "In build.gradle: implementation 'com.google.ai.edge.litert:litert:2.1.0'",
      ...(missing.length === 0
        ? []
        : [
            `LiteRT's Kotlin buffers have no ${missing.join(" or ")}: make the file with float input and output.`,
          ]),
    ],
    source: "https://ai.google.dev/edge/litert/next/android_kotlin",
  };
}

/** Element types of TensorFlowLiteSwift (tflite/swift/Sources/Tensor.swift); int8 is not among them. */
const swiftTypes: Readonly<Record<string, string>> = {
  FLOAT32: "Float32",
  UINT8: "UInt8",
  INT16: "Int16",
  INT32: "Int32",
  INT64: "Int64",
  BOOL: "Bool",
};

export function swift(subject: Subject): Snippet {
  const [name, extension] = split(subject.fileName);
  const lines = [
    "import Foundation",
    "import TensorFlowLite",
    "",
    `guard let path = Bundle.main.path(forResource: ${literal(name)}, ofType: ${literal(extension)}) else {`,
    `  fatalError(${literal(`${subject.fileName} is not in the bundle`)})`,
    "}",
    "var options = Interpreter.Options()",
    "options.threadCount = 2",
    "let interpreter = try Interpreter(modelPath: path, options: options)",
    "try interpreter.allocateTensors()",
    "",
  ];
  subject.inputs.forEach((port, i) => {
    const type = swiftTypes[port.type] ?? "Float32";
    lines.push(`// ${describe(port)}`);
    if (port.quantization === null) {
      const zero = type === "Bool" ? "false" : "0";
      lines.push(`let input${i} = [${type}](repeating: ${zero}, count: ${port.elements})`);
    } else {
      const { scale, zeroPoint } = port.quantization;
      lines.push(
        `let real${i} = [Float32](repeating: 0, count: ${port.elements})`,
        `let input${i} = real${i}.map { ${type}(clamping: Int(($0 / ${scale}).rounded())${plus(zeroPoint)}) }`,
      );
    }
    lines.push(
      `try interpreter.copy(input${i}.withUnsafeBufferPointer { Data(buffer: $0) }, toInputAt: ${i})`,
    );
  });
  lines.push("", "try interpreter.invoke()", "");
  subject.outputs.forEach((port, i) => {
    const type = swiftTypes[port.type] ?? "Float32";
    lines.push(
      `// ${describe(port)}`,
      `let output${i} = try interpreter.output(at: ${i}).data.withUnsafeBytes { Array($0.bindMemory(to: ${type}.self)) }`,
    );
    const q = port.quantization;
    if (q !== null) {
      lines.push(`let result${i} = output${i}.map { Float32(Int($0)${plus(-q.zeroPoint)}) * ${q.scale} }`);
    }
  });
  const missing = unreadable([...subject.inputs, ...subject.outputs], swiftTypes);
  return {
    language: "swift",
    title: "Swift (iOS)",
    code: missing.length === 0 ? `${lines.join("\n")}\n` : null,
    notes: [
      "In the Podfile: pod 'TensorFlowLiteSwift'",
      ...(missing.length === 0
        ? []
        : [
            `TensorFlowLiteSwift cannot read ${missing.join(" or ")} tensors: make the file with float input and output.`,
          ]),
    ],
    source: "https://ai.google.dev/edge/litert/ios/quickstart",
  };
}

function split(fileName: string): [string, string] {
  const dot = fileName.lastIndexOf(".");
  return dot <= 0 ? [fileName, ""] : [fileName.slice(0, dot), fileName.slice(dot + 1)];
}
