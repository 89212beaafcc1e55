import { microMethods } from "../targets/micro-ops.ts";
import { describe, inComment, type Snippet, type Subject, safeFileName } from "./subject.ts";

/** A C identifier from a file name, e.g. `g_person_detect_model`. */
export function identifier(fileName: string): string {
  const base = safeFileName(fileName)
    .replace(/\.[^.]*$/, "")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toLowerCase();
  return `g_${base.replace(/^_+|_+$/g, "") || "model"}_model`;
}

/** Largest file that is written out as C: an array of ten times its size still opens in an editor. */
export const mostArrayBytes = 16 * 1024 * 1024;

/**
 * The model as a C++ array, for projects without a file system. The array is aligned to 16 bytes, as the
 * interpreter needs it. Files over 16 MB are not written out.
 */
export function microArray(bytes: Uint8Array, fileName: string): string | null {
  if (bytes.length > mostArrayBytes) return null;
  const name = identifier(fileName);
  const hex = Array.from({ length: 256 }, (_, i) => `0x${i.toString(16).padStart(2, "0")},`);
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    let row = "   ";
    for (let i = at; i < Math.min(at + 16, bytes.length); i++) row += ` ${hex[bytes[i]!]}`;
    rows.push(row);
  }
  return [
    "#include <cstddef>",
    "",
    `extern const unsigned int ${name}_size;`,
    `const unsigned int ${name}_size = ${bytes.length};`,
    `extern const unsigned char ${name}[];`,
    `alignas(16) const unsigned char ${name}[] = {`,
    ...rows,
    "};",
    "",
  ].join("\n");
}

/** Room for the interpreter's own tables, besides the tensors; found to be ample for some tens of ops. */
const overhead = 16 * 1024;

const cTypes: Readonly<Record<string, string>> = {
  FLOAT32: "f",
  INT8: "int8",
  UINT8: "uint8",
  INT16: "i16",
  INT32: "i32",
  INT64: "i64",
  BOOL: "b",
};

export function cpp(subject: Subject): Snippet {
  const name = identifier(subject.fileName);
  const known = subject.ops.filter((op) => op in microMethods);
  const missing = subject.ops.filter((op) => !(op in microMethods));
  const arena = Math.ceil((subject.activationBytes * 1.25 + overhead) / 1024);
  const member = (type: string): string => cTypes[type] ?? "raw";
  const lines = [
    '#include "tensorflow/lite/micro/micro_interpreter.h"',
    '#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"',
    '#include "tensorflow/lite/micro/system_setup.h"',
    '#include "tensorflow/lite/schema/schema_generated.h"',
    "",
    `extern const unsigned char ${name}[];`,
    "",
    "namespace {",
    `// An estimate; arena_used_bytes() says after AllocateTensors() how much it took.`,
    `constexpr int kArenaSize = ${arena} * 1024;`,
    "alignas(16) uint8_t arena[kArenaSize];",
    "",
    `tflite::MicroMutableOpResolver<${Math.max(1, known.length)}> resolver;`,
    "",
    "TfLiteStatus RegisterOps() {",
    ...known.map((op) => `  TF_LITE_ENSURE_STATUS(resolver.${microMethods[op]}());`),
    ...missing.map(
      (op) => `  // TFLite Micro has no ${inComment(op)}; register a kernel of your own with AddCustom().`,
    ),
    "  return kTfLiteOk;",
    "}",
    "}  // namespace",
    "",
    "int main() {",
    "  tflite::InitializeTarget();",
    `  const tflite::Model* model = tflite::GetModel(${name});`,
    "  if (model->version() != TFLITE_SCHEMA_VERSION || RegisterOps() != kTfLiteOk) return 1;",
    "  tflite::MicroInterpreter interpreter(model, resolver, arena, kArenaSize);",
    "  if (interpreter.AllocateTensors() != kTfLiteOk) return 1;",
    "",
    ...subject.inputs.flatMap((port, i) => [
      `  // ${describe(port)}`,
      `  for (int k = 0; k < ${port.elements}; ++k) interpreter.input(${i})->data.${member(port.type)}[k] = 0;`,
    ]),
    "  if (interpreter.Invoke() != kTfLiteOk) return 1;",
    ...subject.outputs.flatMap((port, i) => [
      `  // ${describe(port)}`,
      `  const auto* output_${i} = interpreter.output(${i})->data.${member(port.type)};`,
      `  static_cast<void>(output_${i});`,
    ]),
    "  return 0;",
    "}",
  ];
  return {
    language: "cpp",
    title: "C++ for microcontrollers",
    code: `${lines.join("\n")}\n`,
    notes: [
      `Put the model beside it as the array ${name}.`,
      ...(missing.length === 0
        ? []
        : [`TFLite Micro has no kernel for ${missing.map(inComment).join(", ")}.`]),
    ],
    source:
      "https://github.com/tensorflow/tflite-micro/tree/90b983c2/tensorflow/lite/micro/examples/hello_world",
  };
}
