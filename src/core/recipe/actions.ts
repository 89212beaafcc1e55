/** What a rule makes of an op. */
export const recipeActions = [
  "float",
  "float16",
  "weight-int8",
  "weight-int4",
  "dynamic-int8",
  "dynamic-int4",
  "int8",
  "int16x8",
  "int8-weight-int4",
  "int16-weight-int4",
] as const;
export type RecipeAction = (typeof recipeActions)[number];

const onIntegers: readonly RecipeAction[] = ["int8", "int16x8", "int8-weight-int4", "int16-weight-int4"];

/** Whether an op computes on integers throughout, for which calibration has to see samples. */
export const isOnIntegers = (action: RecipeAction): boolean => onIntegers.includes(action);
