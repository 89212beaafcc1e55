// The weights in training: what the optimizer moves, and what the network sees of it.

import { type AdamState, adamState, adamStep } from "./adam.ts";
import {
  fitScales,
  followWeights,
  keepWidened,
  snap,
  throughGrid,
  type WeightGrid,
  weightGrid,
} from "./grid.ts";
import type { Parameter } from "./parameters.ts";
import type { QuantizationPlan } from "./plan.ts";
import { type Ties, tiesOf } from "./ties.ts";

/** What must stay as an earlier technique made it. */
export interface Kept {
  readonly zeros: boolean;
  readonly clusters: boolean;
}

/** One parameter with its constraints. */
export interface Trained {
  readonly parameter: Parameter;
  /** How the exported file stores it; null for what stays float (and biases, whose grid is finer than float). */
  readonly grid: WeightGrid | null;
  /** 0 where the weight is 0 and stays so; null where all are free. */
  mask: Uint8Array | null;
  /** Weights that share one value; null where each has its own. */
  readonly ties: Ties | null;
  /** What the network sees. */
  readonly seen: Float32Array;
  readonly adam: AdamState;
  readonly scaleAdam: AdamState | null;
}

const isWeight = (p: Parameter): boolean => p.shape.length > 1;

/**
 * Sets up the parameters for training. Scales of 4-bit weights start where the squared error is least.
 * @param settled tensors whose values lie on the plan's grid already; their scales stay, and are learned from there
 */
export function trainedWeights(
  parameters: readonly Parameter[],
  plan: QuantizationPlan,
  keep: Kept,
  settled: ReadonlySet<number> = new Set(),
): Trained[] {
  return parameters.map((parameter) => {
    const place = plan.constants.get(parameter.tensor);
    const stored = place !== undefined && place.scales.length > 0 && place.biasOf === null;
    const ties = keep.clusters && isWeight(parameter) ? tiesOf(parameter) : null;
    const own = settled.has(parameter.tensor);
    const grid = stored ? weightGrid(place, parameter.shape, ties?.whole === true, own) : null;
    // Weights that use less than half of their grid had it widened for their bias.
    if (grid !== null && grid.zeroPoint === 0) keepWidened(grid, parameter.values, own ? 2 : 1.01);
    if (grid !== null && !own && !grid.follows && grid.high <= 7 && grid.zeroPoint === 0)
      fitScales(grid, parameter.values);
    const trained: Trained = {
      parameter,
      grid,
      mask: keep.zeros && isWeight(parameter) ? zerosOf(parameter.values) : null,
      ties,
      seen: parameter.values.slice(),
      adam: adamState(ties === null ? parameter.values.length : ties.values.length),
      scaleAdam: grid === null || grid.follows || grid.zeroPoint !== 0 ? null : adamState(grid.scales.length),
    };
    look(trained);
    return trained;
  });
}

function zerosOf(values: Float32Array): Uint8Array | null {
  const mask = Uint8Array.from(values, (v) => (v === 0 ? 0 : 1));
  return mask.includes(0) ? mask : null;
}

/** Brings what the network sees up to date with the values. */
export function look({ parameter, grid, seen }: Trained): void {
  if (grid === null) {
    seen.set(parameter.values);
    return;
  }
  if (grid.follows) followWeights(grid, parameter.values);
  snap(grid, parameter.values, seen);
}

/**
 * One step of the optimizer.
 * @param gradient of what the network sees; overwritten
 * @param step counted from 1
 */
export function move(trained: Trained, gradient: Float32Array, rate: number, step: number): void {
  const { parameter, grid, mask, ties, adam, scaleAdam } = trained;
  const { values } = parameter;
  if (grid !== null) {
    const ofScales = throughGrid(grid, values, gradient);
    if (scaleAdam !== null) {
      // Scales move by a share of themselves, so they stay positive.
      ofScales.forEach((g, c) => {
        ofScales[c] = g * grid.scales[c]!;
      });
      adamStep(scaleAdam, ofScales, step);
      ofScales.forEach((s, c) => {
        grid.scales[c] = Math.max(grid.scales[c]! * Math.exp(-rate * s), grid.least[c]!);
      });
    }
  }
  if (mask !== null) for (let i = 0; i < mask.length; i++) if (mask[i] === 0) gradient[i] = 0;
  if (ties === null) {
    adamStep(adam, gradient, step);
    for (let i = 0; i < values.length; i++) values[i]! -= rate * gradient[i]!;
  } else {
    const shared = ties.gather(gradient);
    adamStep(adam, shared, step);
    shared.forEach((s, k) => {
      ties.values[k]! -= rate * s;
    });
    ties.spread(values);
  }
  if (mask !== null) for (let i = 0; i < mask.length; i++) if (mask[i] === 0) values[i] = 0;
  look(trained);
}

/** Everything that training changes, by name; views, not copies. */
export function stateOf(all: readonly Trained[]): Record<string, Float32Array> {
  const state: Record<string, Float32Array> = {};
  all.forEach((t, i) => {
    state[`${i}.values`] = t.parameter.values;
    state[`${i}.mean`] = t.adam.mean;
    state[`${i}.square`] = t.adam.square;
    if (t.ties !== null) state[`${i}.ties`] = t.ties.values;
    if (t.grid !== null) state[`${i}.scales`] = t.grid.scales;
    if (t.scaleAdam !== null) {
      state[`${i}.scaleMean`] = t.scaleAdam.mean;
      state[`${i}.scaleSquare`] = t.scaleAdam.square;
    }
  });
  return state;
}

export type Snapshot = Readonly<Record<string, Float32Array>>;

export const snapshot = (all: readonly Trained[]): Snapshot =>
  Object.fromEntries(Object.entries(stateOf(all)).map(([name, values]) => [name, values.slice()]));

export function restore(all: readonly Trained[], from: Snapshot): void {
  for (const [name, values] of Object.entries(stateOf(all))) {
    const saved = from[name];
    if (saved !== undefined) values.set(saved);
  }
  for (const t of all) look(t);
}

/** Several snapshots as one record. */
export const packStates = (states: Readonly<Record<string, Snapshot>>): Snapshot =>
  Object.fromEntries(
    Object.entries(states).flatMap(([name, state]) =>
      Object.entries(state).map(([key, values]) => [`${name}.${key}`, values] as const),
    ),
  );

/** One of the snapshots that `packStates` put together, copied. */
export const unpackState = ({ arrays }: { readonly arrays: Snapshot }, name: string): Snapshot =>
  Object.fromEntries(
    Object.entries(arrays).flatMap(([key, values]) =>
      key.startsWith(`${name}.`) ? [[key.slice(name.length + 1), values.slice()] as const] : [],
    ),
  );
