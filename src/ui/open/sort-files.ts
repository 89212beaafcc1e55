import type { NamedFile } from "../../state/studio.ts";

const modelEnding = /\.(tflite|lite|task|onnx|h5|keras|pb|pt|pth|safetensors|mlmodel)$/i;

/** A folder of pictures may hold such files as well; those are no recipes. */
const isRecipe = ({ path }: NamedFile): boolean => /^[^/]*\.json$/i.test(path);

/**
 * What of a drop is a model, what is data, and what are recipes. Other tools' models count as models: the engine names
 * them.
 */
export function sortFiles(
  all: readonly NamedFile[],
  modelIsOpen: boolean,
): {
  readonly model: NamedFile | null;
  readonly data: readonly NamedFile[];
  readonly recipes: readonly NamedFile[];
} {
  const recipes = all.filter(isRecipe);
  const files = all.filter((file) => !isRecipe(file));
  const model = files.find(({ path }) => modelEnding.test(path)) ?? null;
  if (model !== null) return { model, data: files.filter((file) => !modelEnding.test(file.path)), recipes };
  // With nothing open, a lone file of any kind is taken for the model, so that the alert can say what it is.
  if (!modelIsOpen && files.length > 0) return { model: files[0]!, data: [], recipes };
  return { model: null, data: files, recipes };
}
