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

const fetched = async (name: string, folder = "demo"): Promise<NamedFile> => {
  const response = await fetch(`${import.meta.env.BASE_URL}${folder}/${name}`).catch(() => {
    throw new Error(`${name} could not be loaded: the network is gone.`);
  });
  if (!response.ok) throw new Error(`${name} could not be loaded (${response.status}).`);
  return { path: name, file: await response.blob() };
};

/** Opens a model that comes with the page, by its path from the page's folder. */
export async function openBundled(studio: StudioActions, path: string): Promise<void> {
  const [folder, name] = path.split("/");
  const { file } = await fetched(name!, folder!);
  await studio.openModel(name!, file);
}

export async function openDemoModel(studio: StudioActions): Promise<void> {
  const { path, file } = await fetched(demo.model);
  await studio.openModel(path, file);
}

export async function openDemoData(studio: StudioActions): Promise<void> {
  const { session } = studio.store.getState();
  const files = await Promise.all(demo.data.map((name) => fetched(name)));
  if (studio.store.getState().session === session) await studio.openData(files);
}

export const isDemo = (name: string): boolean => name === demo.model;
