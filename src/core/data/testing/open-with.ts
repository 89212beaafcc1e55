import type { DataFile, DataHost } from "../content.ts";
import type { ModelInput } from "../inputs/model-input.ts";
import type { DataOptions } from "../inputs/preprocess.ts";
import { openData } from "../intake/intake.ts";

/** Opens files as a test wants it: no options and no labels unless it says so. */
export const openWith =
  (host: DataHost) =>
  (files: DataFile[], inputs: ModelInput[], options: DataOptions = {}, labels: DataFile | null = null) =>
    openData({ files, labels, inputs, options, title: "data" }, host);
