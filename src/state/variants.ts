import type { ModelFacts } from "../core/graph/facts.ts";
import type { RecipeRule } from "../core/recipe/recipe.ts";
import { original, type VariantId } from "../engine/facts/variant.ts";
import type { Step } from "../techniques/pipeline.ts";
import { ownRules, rulesNeedData } from "../techniques/ruled-steps.ts";
import type { TechniqueId } from "../techniques/technique.ts";
import { catalog, techniqueMeta } from "./catalog.ts";
import { idle, type Variant } from "./model.ts";

const unmeasured = { gzip: idle, fidelity: idle, latency: idle, accuracy: idle } as const;

/** How a row is made: its steps, its rules, and the name of the file that they came from. */
export interface Made {
  readonly steps: readonly Step[];
  readonly rules?: readonly RecipeRule[];
  readonly name?: string;
}

/** A row that nothing was done for yet. */
export const newVariant = (
  id: VariantId,
  { steps, rules = [], name = "" }: Made,
  wanted: boolean,
): Variant => ({
  id,
  steps,
  rules,
  name,
  wanted,
  run: 0,
  make: idle,
  madeOn: null,
  training: null,
  ...unmeasured,
});

/** Makes it anew: what was made and measured before no longer counts. */
export const remade = (variant: Variant, { steps, rules = [], name = "" }: Made = variant): Variant => ({
  ...variant,
  ...unmeasured,
  steps,
  rules,
  name,
  wanted: true,
  run: variant.run + 1,
  make: idle,
  madeOn: null,
  training: null,
});

/** `Pruned + Full integer int8`. */
export const labelOf = (steps: readonly Step[]): string =>
  steps.map((step) => techniqueMeta(step.technique).label).join(" + ");

/** As `labelOf`, with rules and what a recipe file is called: `Full integer int8 (2 rules)`, `Recipe keep-first`. */
export function titleOf(variant: Required<Made>): string {
  const { steps, rules, name } = variant;
  if (name !== "") return `Recipe ${name}`;
  if (steps.length === 0) return `Recipe (${ruleCount(rules.length)})`;
  const own = ownRules(variant).length;
  return own === 0 ? labelOf(steps) : `${labelOf(steps)} (${ruleCount(own)})`;
}

const ruleCount = (count: number): string => (count === 1 ? "1 rule" : `${count} rules`);

export const idOf = (techniques: readonly TechniqueId[]): VariantId => techniques.join("+") || "recipe";

/** `prune+int8`, or `prune+int8~2` where that is taken. */
export function freeId(base: VariantId, variants: readonly Variant[]): VariantId {
  let id = base;
  for (let n = 2; variants.some((variant) => variant.id === id); n++) id = `${base}~${n}`;
  return id;
}

/** Whether a row stands beside another one with the same techniques. */
export const isFurther = (id: VariantId): boolean => id.includes("~");

/** What a recipe sets differently from the defaults: `sparsity 0.7, bits 4`. */
export const settingsOf = (steps: readonly Step[]): string =>
  steps
    .flatMap(({ options }) =>
      Object.entries(options).flatMap(([name, value]) =>
        // Rules are long; the title tells their number.
        name === "rules" ? [] : [`${spaced(name)} ${value}`],
      ),
    )
    .join(", ");

const spaced = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();

export const sameRecipe = (a: Made, b: Made): boolean =>
  a.steps.length === b.steps.length &&
  a.steps.every((step, i) => sameStep(step, b.steps[i]!)) &&
  JSON.stringify(a.rules ?? []) === JSON.stringify(b.rules ?? []);

const sameStep = (a: Step, b: Step): boolean =>
  a.technique === b.technique && sameOptions(a.options, b.options);

const sameOptions = (a: Step["options"], b: Step["options"]): boolean => {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => a[name] === b[name]);
};

export const isOriginal = (id: VariantId): boolean => id === original;

export const needsData = ({ steps, rules = [] }: Made): boolean =>
  steps.some((step) => techniqueMeta(step.technique).data === "required") || rulesNeedData(rules);

/** Whether samples change what is made: where they are needed, or where the options put them to use. */
export const usesData = ({ steps, rules = [] }: Made): boolean =>
  rulesNeedData(rules) ||
  steps.some(({ technique, options }) => {
    const meta = techniqueMeta(technique);
    const { rounding } = meta.options;
    if (meta.data !== "optional" || rounding === undefined) return meta.data !== "none";
    return (options.rounding ?? rounding.default) === "solved";
  });

/** Takes minutes: nothing that starts by itself. */
export const isTrained = (steps: readonly Step[]): boolean =>
  steps.some(({ technique, options }) => technique === "qat" || options.finetune === true);

/** The first clause of a description, for where there is little room. */
export const brief = (text: string): string => text.split(/;|\. /)[0]!.replace(/\.$/, "");

/** Quick and at work without data: these start by themselves when a model is opened. */
export const isCheap = ({ steps, rules = [] }: Made): boolean =>
  !rulesNeedData(rules) &&
  steps.every((step) => {
    const meta = techniqueMeta(step.technique);
    return meta.kind === "quantization" && meta.data !== "required";
  });

/** Starts by itself once there is data: needs it, and is no training. */
export const startsWithData = (made: Made): boolean =>
  made.steps.length === 1 && needsData(made) && !isTrained(made.steps);

/** Made again for other data without asking; what takes minutes of training is only offered. */
export const followsData = (made: Made): boolean => needsData(made) && !isTrained(made.steps);

/** The rows of a fresh model: the original, then each technique; those without data are wanted at once. */
export function firstVariants(model: ModelFacts): Variant[] {
  const source: Variant = {
    ...newVariant(original, { steps: [] }, true),
    make: {
      state: "done",
      value: {
        id: original,
        label: "Original",
        fileName: model.name,
        size: {
          file: model.bytes,
          gzip: null,
          weights: model.weightTypes.reduce((sum, { bytes }) => sum + bytes, 0),
        },
        report: [],
        warnings: [],
        unchanged: null,
        rules: [],
        trained: null,
        seconds: 0,
        keptSince: null,
      },
    },
  };
  const rows = catalog.map((meta) => {
    const steps = [{ technique: meta.id, options: {} }];
    return newVariant(meta.id, { steps }, isCheap({ steps }));
  });
  return [source, ...rows];
}
