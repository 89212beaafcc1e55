import { type ReadyMadeModel, readyMade } from "./models.ts";

/** Where the page's own copies stand, beside its other files. */
export const readyMadeFolder = "ready-made";

/** Packages whose models come with the page, so that they open without asking any other site. */
export const bundledPackages: readonly string[] = [
  "@mediapipe/face_detection",
  "@mediapipe/selfie_segmentation",
];

export type BundledModel = ReadyMadeModel & { readonly npm: NonNullable<ReadyMadeModel["npm"]> };

const isBundled = (model: ReadyMadeModel): model is BundledModel =>
  model.npm !== null && bundledPackages.includes(model.npm.package);

export const bundled: readonly BundledModel[] = readyMade.filter(isBundled);

/** Path of a model's copy, from the page's own folder; null for one that has to be downloaded elsewhere. */
export const bundledPath = (model: ReadyMadeModel): string | null =>
  isBundled(model) ? `${readyMadeFolder}/${model.npm.file}` : null;
