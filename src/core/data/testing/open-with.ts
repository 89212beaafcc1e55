import type { DataFile, DataHost } from "../content.ts";
import { openData } from "../intake.ts";
import type { ModelInput } from "../model-input.ts";
import type { DataOptions } from "../preprocess.ts";

/** Opens files as a test wants it: no options and no labels unless it says so. */
export const openWith =
  (host: DataHost) =>
  (files: DataFile[], inputs: ModelInput[], options: DataOptions = {}, labels: DataFile | null = null) =>
    openData({ files, labels, inputs, options, title: "data" }, host);
