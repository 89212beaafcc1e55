import type { NamedFile, StudioActions } from "../../state/studio.ts";
import { sortFiles } from "./sort-files.ts";

/** Opens what was dropped or picked: the model first, then recipes and data for it. */
export async function openFiles(studio: StudioActions, files: readonly NamedFile[]): Promise<void> {
  const { model, data, recipes } = sortFiles(files, studio.store.getState().model !== null);
  // Data that came with a model is for that one alone.
  const ready =
    model === null
      ? studio.store.getState().model !== null
      : await studio.openModel(fileName(model.path), model.file);
  if (recipes.length > 0 && (ready || model === null)) {
    const { importRecipes } = await import("./import-recipe.ts");
    await importRecipes(studio, recipes);
  }
  if (data.length > 0 && ready) await studio.openData(data);
}

const fileName = (path: string): string => path.split("/").at(-1) ?? path;

const demo = {
  model: "fashion-mobilenet.tflite",
  data: ["fashion-images-idx3-ubyte.gz", "fashion-labels-idx1-ubyte.gz"],
};

const fetched = async (name: string, folder = "demo"): Promise<Blob> => {
  const response = await fetch(`${import.meta.env.BASE_URL}${folder}/${name}`).catch(() => {
    throw new Error(`${name} could not be loaded: the network is gone.`);
  });
  if (!response.ok) throw new Error(`${name} could not be loaded (${response.status}).`);
  return response.blob();
};

/** Opens a model that comes with the page, by its path from the page's folder. */
export async function openBundled(studio: StudioActions, path: string): Promise<void> {
  const [folder, name] = path.split("/");
  await studio.openModel(name!, fetched(name!, folder!));
}

export async function openDemoModel(studio: StudioActions): Promise<void> {
  await studio.openModel(demo.model, fetched(demo.model));
}

export async function openDemoData(studio: StudioActions): Promise<void> {
  await studio.openData(Promise.all(demo.data.map(async (path) => ({ path, file: await fetched(path) }))));
}

export const isDemo = (name: string): boolean => name === demo.model;
