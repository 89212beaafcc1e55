// What a target makes of each file: asked once per file and target, and kept beside the store. Latencies that
// people measured on a real device stand here as well, and come before any estimate.
import { createStore, type StoreApi } from "zustand/vanilla";
import { type ImportedLatency, importLatencies } from "../../core/estimate/imported.ts";
import { type Outcome, outcomeOfError } from "../../core/outcome.ts";
import { type TargetId, targetIds } from "../../core/targets/target.ts";
import type { TargetFacts } from "../../engine/facts/answers.ts";
import type { VariantId } from "../../engine/facts/variant.ts";
import type { StudioState, Variant } from "../model.ts";
import type { StudioActions } from "../studio.ts";

export interface Verdicts {
  /** By `verdictKey`; null while the engine thinks. */
  readonly facts: ReadonlyMap<string, Outcome<TargetFacts> | null>;
  /** By `measuredKey`. */
  readonly measured: ReadonlyMap<string, ImportedLatency>;
}

/** Names one making of one file on one target. */
export const verdictKey = (state: StudioState, variant: Variant, target: TargetId): string =>
  `${state.session}/${variant.id}/${variant.run}/${target}`;

const measuredKey = (state: StudioState, id: VariantId, target: TargetId): string =>
  `${state.session}/${id}/${target}`;

const stores = new WeakMap<StudioActions, StoreApi<Verdicts>>();

export function verdictsOf(studio: StudioActions): StoreApi<Verdicts> {
  const store =
    stores.get(studio) ?? createStore<Verdicts>(() => ({ facts: new Map(), measured: new Map() }));
  stores.set(studio, store);
  return store;
}

/** The verdict on a file, once it is there; asks for it where nobody has. */
export async function askVerdict(studio: StudioActions, id: VariantId, target: TargetId): Promise<void> {
  const state = studio.store.getState();
  const variant = state.variants.find((v) => v.id === id);
  if (variant?.make.state !== "done") return;
  const key = verdictKey(state, variant, target);
  const store = verdictsOf(studio);
  if (store.getState().facts.has(key)) return;
  const put = (outcome: Outcome<TargetFacts> | null): void =>
    store.setState(({ facts }) => ({ facts: new Map([...ofSession(facts, state.session), [key, outcome]]) }));
  put(null);
  put(await studio.api.judge(id, target).catch(outcomeOfError));
}

/** Facts of earlier models go. */
const ofSession = <T>(facts: ReadonlyMap<string, T>, session: number): [string, T][] =>
  [...facts].filter(([key]) => key.startsWith(`${session}/`));

export function verdictOn(
  verdicts: Verdicts,
  state: StudioState,
  id: VariantId,
  target: TargetId,
): Outcome<TargetFacts> | null {
  const variant = state.variants.find((v) => v.id === id);
  return variant === undefined ? null : (verdicts.facts.get(verdictKey(state, variant, target)) ?? null);
}

export const measuredOn = (
  verdicts: Verdicts,
  state: StudioState,
  id: VariantId,
  target: TargetId,
): ImportedLatency | null => verdicts.measured.get(measuredKey(state, id, target)) ?? null;

/**
 * Takes a benchmark's output or a table for the files it names; a text without names is for `id`. Returns how many
 * rows got a latency. Throws InputError for a text that holds none.
 */
export function importMeasured(
  studio: StudioActions,
  text: string,
  id: VariantId,
  target: TargetId,
): readonly VariantId[] {
  const state = studio.store.getState();
  const found = importLatencies(text);
  const matched = found.flatMap((latency): [VariantId, ImportedLatency][] => {
    const owner = latency.model === null ? id : (namedVariant(state, latency.model) ?? null);
    if (owner !== null) return [[owner, latency]];
    // One latency for a file of another name was still given for this row.
    return found.length === 1 ? [[id, latency]] : [];
  });
  verdictsOf(studio).setState(({ measured }) => ({
    measured: new Map([
      ...ofSession(measured, state.session),
      ...matched.map(([owner, latency]): [string, ImportedLatency] => [
        measuredKey(state, owner, target),
        latency,
      ]),
    ]),
  }));
  return [...new Set(matched.map(([owner]) => owner))];
}

/** The variant whose file has this name, wherever it lay. */
function namedVariant(state: StudioState, model: string): VariantId | undefined {
  const name = model.split(/[/\\]/).at(-1)!;
  const stem = (text: string): string => text.replace(/\.tflite$/i, "");
  return state.variants.find(({ make }) => make.state === "done" && stem(make.value.fileName) === stem(name))
    ?.id;
}

export function forgetMeasured(studio: StudioActions, id: VariantId, target: TargetId): void {
  const key = measuredKey(studio.store.getState(), id, target);
  verdictsOf(studio).setState(({ measured }) => ({
    measured: new Map([...measured].filter(([other]) => other !== key)),
  }));
}

/** Everything that was imported for the open model. */
export function measuredAll(
  studio: StudioActions,
): readonly { readonly id: VariantId; readonly target: TargetId; readonly latency: ImportedLatency }[] {
  const state = studio.store.getState();
  const { measured } = verdictsOf(studio).getState();
  return state.variants.flatMap(({ id }) =>
    targetIds.flatMap((target) => {
      const latency = measured.get(measuredKey(state, id, target));
      return latency === undefined ? [] : [{ id, target, latency }];
    }),
  );
}

/** Puts back what was imported on an earlier visit. */
export function restoreMeasured(
  studio: StudioActions,
  id: VariantId,
  target: TargetId,
  latency: ImportedLatency,
): void {
  const key = measuredKey(studio.store.getState(), id, target);
  verdictsOf(studio).setState(({ measured }) => ({ measured: new Map([...measured, [key, latency]]) }));
}
