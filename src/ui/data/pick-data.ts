export const dataInputId = "data-files";

/** Opens the picker of the one input for data. */
export const pickData = (): void => document.getElementById(dataInputId)?.click();
