// Rules in words: which ops, and what becomes of them.
import type { RecipeAction } from "../../core/recipe/actions.ts";
import type { RecipeRule } from "../../core/recipe/recipe.ts";
import { shortName } from "../look/format.ts";

interface ActionGroup {
  readonly label: string;
  readonly actions: readonly (readonly [RecipeAction, string])[];
}

/** What a rule can make of ops, grouped as a person would look for it. */
export const actionGroups: readonly ActionGroup[] = [
  { label: "As it was", actions: [["float", "float"]] },
  {
    label: "On integers, from samples",
    actions: [
      ["int8", "int8"],
      ["int16x8", "16-bit activations, int8 weights"],
      ["int8-weight-int4", "int4 weights, int8 activations"],
      ["int16-weight-int4", "int4 weights, 16-bit activations"],
    ],
  },
  {
    label: "Weights alone",
    actions: [
      ["float16", "float16 weights"],
      ["weight-int8", "int8 weights"],
      ["weight-int4", "int4 weights"],
      ["dynamic-int8", "int8 weights, activations as they come"],
      ["dynamic-int4", "int4 weights, activations as they come"],
    ],
  },
];

const isEvery = (match: string): boolean => match === ".*" || match === "";

/** The ops that a rule is about: `All CONV_2D`, `CONV_2D conv1`, `3 ops: a, b, c`, or its pattern. */
export function opsText({ match, op }: RecipeRule): string {
  if (isEvery(match)) return op === "*" ? "All ops" : `All ${op}`;
  const names = exactNames(match);
  const kind = op === "*" ? "" : `${op} `;
  const short = (names ?? []).map(shortName);
  if (names === null) return `${op === "*" ? "Ops" : op} with an output like ${match}`;
  if (short.length === 1) return `${kind}${short[0]}`;
  return `${short.length} ${op === "*" ? "ops" : op}: ${short.join(", ")}`;
}

/** The outputs' names of a pattern that was made for exactly some ops; null for any other. */
function exactNames(match: string): string[] | null {
  const inner = /^\^(.*)\$$/.exec(match)?.[1];
  if (inner === undefined) return null;
  const listed = /^\((.*)\)$/.exec(inner)?.[1]?.split("|") ?? [inner];
  // What is left once escaped characters are gone must be plain, or it is a pattern that a person wrote.
  const plain = listed.every(
    (part) => part.endsWith(";") && !/[\\^$.*+?()[\]{}|/]/.test(part.replace(/\\./g, "")),
  );
  return plain ? listed.map((part) => part.replace(/\\(.)/g, "$1").replace(/;$/, "")) : null;
}
