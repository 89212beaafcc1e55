import type { NamedFile } from "../../state/studio.ts";

const modelEnding = /\.(tflite|lite|task|onnx|h5|keras|pb|pt|pth|safetensors|mlmodel)$/i;

/** What of a drop is a model and what is data. Other tools' models count as models: the engine names them. */
export function sortFiles(
  files: readonly NamedFile[],
  modelIsOpen: boolean,
): { readonly model: NamedFile | null; readonly data: readonly NamedFile[] } {
  const model = files.find(({ path }) => modelEnding.test(path)) ?? null;
  if (model !== null) return { model, data: files.filter((file) => !modelEnding.test(file.path)) };
  // With nothing open, a lone file of any kind is taken for the model, so that the alert can say what it is.
  if (!modelIsOpen && files.length > 0) return { model: files[0]!, data: [] };
  return { model: null, data: files };
}
