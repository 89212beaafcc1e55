/** Element type of the model's inputs and outputs. */
export const borderTypes = ["float32", "int8", "uint8", "int16"] as const;
export type BorderType = (typeof borderTypes)[number];
