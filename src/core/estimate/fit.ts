// A roofline in additive form: a model takes the time of its products, of its depthwise products, of the elements
// that it moves, of the weights that it reads and of starting its ops, each at a rate (Williams et al., https://doi.org/10.1145/1498765.1498785,
// with the parts added where hardware overlaps them only in part). Devices of a family share the balance of the
// rates, as they share kernels; a device's own measurements say how fast it is.

import { anchorWork } from "./anchor-work.ts";
import { type Anchor, anchors } from "./anchors.ts";
import { type Device, devices, type Family } from "./devices.ts";
import { relativeNonNegative } from "./least-squares.ts";
import type { SpeedKind, Work } from "./work.ts";

/** Weights, a byte each, that an Edge TPU keeps on the chip: https://github.com/google-coral/edgetpu/issues/322 shows 7.86 MiB. */
const onChip = 7.86 * 1024 * 1024;

/** What a work costs, before the rates: the columns of the fit. */
export function costColumns(family: Family, work: Work): number[] {
  const weights = family === "edge-tpu" ? Math.max(0, work.weights - onChip) : work.weights;
  return [work.products, work.depthwise, work.moved, work.ops, weights];
}

/** How fast one device is with one kind of numbers. */
export interface Fit {
  readonly device: string;
  readonly kind: SpeedKind;
  /** Milliseconds for each unit of the columns. */
  readonly rates: readonly number[];
  /** Spread of measured to fitted times: standard deviation of the logarithm. */
  readonly spread: number;
  /** The measurements of this device that it rests on. */
  readonly anchors: readonly Anchor[];
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((n, v, i) => n + v * (b[i] ?? 0), 0);

const columnsOf = (family: Family, anchor: Anchor): number[] => {
  const [products, depthwise, moved, ops, weights] = anchorWork[anchor.network]!;
  return costColumns(family, { products, depthwise, moved, ops, weights });
};

/** The factor that makes the relative errors Σ (s·p / y − 1)² smallest. */
function bestScale(predicted: readonly number[], y: readonly number[]): number {
  const ratios = predicted.map((p, i) => p / y[i]!);
  return ratios.reduce((n, r) => n + r, 0) / ratios.reduce((n, r) => n + r * r, 0);
}

/** Fits every device and kind to the given measurements. */
export function fitAll(measured: readonly Anchor[]): Fit[] {
  const familyOf = (anchor: Anchor): Family => devices.find((d) => d.id === anchor.device)!.family;
  const groups = new Map<string, Anchor[]>();
  for (const anchor of measured) {
    const key = `${familyOf(anchor)}/${anchor.kind}`;
    groups.set(key, [...(groups.get(key) ?? []), anchor]);
  }
  return [...groups.values()].flatMap((group) => fitGroup(familyOf(group[0]!), group));
}

/** One family and kind: rates for all, and a speed for each device, in turn until both rest. */
function fitGroup(family: Family, group: readonly Anchor[]): Fit[] {
  const columns = group.map((anchor) => columnsOf(family, anchor));
  const y = group.map((anchor) => anchor.milliseconds);
  const ids = [...new Set(group.map((anchor) => anchor.device))];
  const speed = new Map(ids.map((id) => [id, 1]));
  let rates: number[] = [];
  for (let round = 0; round < 30; round++) {
    const scaled = columns.map((row, i) => row.map((v) => v * speed.get(group[i]!.device)!));
    rates = relativeNonNegative(scaled, y);
    let change = 0;
    for (const id of ids) {
      const own = group.flatMap((anchor, i) => (anchor.device === id ? [i] : []));
      const predicted = own.map((i) => dot(columns[i]!, rates));
      const measured = own.map((i) => y[i]!);
      const next = bestScale(predicted, measured);
      change = Math.max(change, Math.abs(next / speed.get(id)! - 1));
      speed.set(id, next);
    }
    if (change < 1e-4) break;
  }
  const logs = group.map((anchor, i) =>
    Math.log(y[i]! / (dot(columns[i]!, rates) * speed.get(anchor.device)!)),
  );
  const spread = Math.sqrt(logs.reduce((n, v) => n + v * v, 0) / Math.max(1, group.length - 1));
  return ids.map((device) => ({
    device,
    kind: group[0]!.kind,
    rates: rates.map((r) => r * speed.get(device)!),
    spread,
    anchors: group.filter((anchor) => anchor.device === device),
  }));
}

let fitted: readonly Fit[] | null = null;

/** The fit to all measurements that are marked for it; computed once. */
export function publishedFits(): readonly Fit[] {
  fitted ??= fitAll(anchors.filter((anchor) => anchor.use === "fit"));
  return fitted;
}

/** Time of an anchor's network by a fit, in milliseconds. */
export function predictAnchor(fit: Fit, device: Device, network: string): number {
  return dot(columnsOf(device.family, { ...fit.anchors[0]!, network }), fit.rates);
}

/** Time of a work by a fit, in milliseconds. */
export function predictWork(fit: Fit, device: Device, work: Work): number {
  return dot(costColumns(device.family, work), fit.rates);
}
