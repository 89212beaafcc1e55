export const modelInputId = "model-input";

/** Opens the browser's picker for a model, as the button does. */
export const pickModel = (): void => document.getElementById(modelInputId)?.click();
