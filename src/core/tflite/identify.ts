import { InputError } from "../outcome.ts";

const startsWith = (bytes: Uint8Array, signature: readonly number[], at = 0): boolean =>
  bytes.length >= at + signature.length && signature.every((b, i) => bytes[at + i] === b);

const ascii = (text: string): number[] => [...text].map((c) => c.charCodeAt(0));

const convert = "Convert it to .tflite first";

/** Files that people drop by mistake, what they are, and what to do instead. */
const strangers: readonly { is: (b: Uint8Array) => boolean; what: string; hint: string }[] = [
  {
    is: (b) => startsWith(b, [0x89, ...ascii("PNG")]),
    what: "a PNG picture",
    hint: "Drop a .tflite model here; pictures can be added as data once a model is open.",
  },
  {
    is: (b) => startsWith(b, [0xff, 0xd8, 0xff]),
    what: "a JPEG picture",
    hint: "Drop a .tflite model here; pictures can be added as data once a model is open.",
  },
  { is: (b) => startsWith(b, ascii("GIF8")), what: "a GIF picture", hint: "Drop a .tflite model here." },
  {
    is: (b) => startsWith(b, ascii("RIFF")),
    what: "a WebP or WAV file",
    hint: "Drop a .tflite model here; data can be added once a model is open.",
  },
  {
    is: (b) => startsWith(b, [0x89, ...ascii("HDF")]),
    what: "a Keras .h5 model",
    hint: `${convert}: tf.lite.TFLiteConverter.from_keras_model(model).convert().`,
  },
  {
    is: (b) => startsWith(b, [0x80]) && b[1]! <= 5,
    what: "a Python pickle, perhaps a PyTorch checkpoint",
    hint: `${convert} with litert-torch.`,
  },
  { is: (b) => startsWith(b, ascii("%PDF")), what: "a PDF", hint: "Drop a .tflite model here." },
  {
    is: (b) => startsWith(b, [0x93, ...ascii("NUMPY")]),
    what: "a NumPy array",
    hint: "Drop a .tflite model first; arrays can be added as data once it is open.",
  },
  {
    is: (b) => startsWith(b, [0x1f, 0x8b]),
    what: "a gzip archive",
    hint: "Unpack it and drop the .tflite file inside.",
  },
  {
    is: isKerasZip,
    what: "a .keras model",
    hint: `${convert}: tf.lite.TFLiteConverter.from_keras_model(model).convert().`,
  },
  {
    is: (b) => startsWith(b, ascii("PK")),
    what: "a zip archive (perhaps a .keras, PyTorch or MediaPipe .task file)",
    hint: "Unpack it and drop the .tflite file inside, or convert the model first.",
  },
  { is: isOnnx, what: "an ONNX model", hint: `${convert}, for example with onnx2tf.` },
  { is: (b) => startsWith(b, ascii("{")), what: "a JSON file", hint: "Drop a .tflite model here." },
  {
    is: (b) => startsWith(b, ascii("<")),
    what: "a web page or XML file",
    hint: "The download may have failed; fetch the .tflite file itself.",
  },
  {
    is: (b) => startsWith(b, ascii("version https://git-lfs")),
    what: "a Git LFS pointer, not the model itself",
    hint: "Run `git lfs pull` to get the real file.",
  },
];

/** A protobuf that begins like ONNX's ModelProto: ir_version as field 1, then the producer's name or similar. */
function isOnnx(b: Uint8Array): boolean {
  return (
    b.length > 16 &&
    b[0] === 0x08 &&
    b[1]! > 0 &&
    b[1]! < 32 &&
    (b[2] === 0x12 || b[2] === 0x1a || b[2] === 0x3a || b[2] === 0x42)
  );
}

function isKerasZip(b: Uint8Array): boolean {
  if (!startsWith(b, ascii("PK"))) return false;
  const head = String.fromCharCode(...b.subarray(0, 128));
  return head.includes("metadata.json") || head.includes("config.json");
}

/** Throws a plain sentence for a file that is no TFLite model; returns where the bytes may be read further. */
export function identifyFile(bytes: Uint8Array): void {
  if (bytes.length === 0) {
    throw new InputError("empty-file", "The file is empty. Choose a .tflite model.", { byte: 0 });
  }
  if (startsWith(bytes, ascii("TFL3"), 4)) {
    if (bytes.length < 32) {
      throw new InputError(
        "truncated-file",
        `The file starts as a TFLite model but ends after ${bytes.length} bytes. The download or copy was cut off; get it again.`,
        { byte: bytes.length },
      );
    }
    return;
  }
  const stranger = strangers.find(({ is }) => is(bytes));
  if (stranger !== undefined) {
    throw new InputError("not-tflite", `This is ${stranger.what}, not a TFLite model. ${stranger.hint}`, {
      byte: 0,
    });
  }
  throw new InputError(
    "not-tflite",
    "This is not a TFLite model. Choose a .tflite file; other formats must be converted first. (Bytes 4 to 7 should read “TFL3”.)",
    { byte: 4 },
  );
}
