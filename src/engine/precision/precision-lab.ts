import { StatisticsCache } from "../../core/calibration/cache.ts";
import type { Dataset } from "../../core/data/dataset.ts";
import { indexGraph } from "../../core/graph/index.ts";
import { type CancelSignal, InputError, type OnProgress } from "../../core/outcome.ts";
import { opRules } from "../../core/quant/op-rules.ts";
import type { Precision } from "../../core/quant/plan.ts";
import type { Runtime } from "../../core/run/runtime.ts";
import { type Model, type OperatorIndex, operatorName } from "../../core/tflite/model.ts";
import { rulesForOps } from "../../techniques/choose-precision.ts";
import { findTechnique } from "../../techniques/index.ts";
import { runPipeline, type Step } from "../../techniques/pipeline.ts";
import { parseRules, writeRules } from "../../techniques/rules.ts";
import type { TechniqueContext } from "../../techniques/technique.ts";
import type { StudioHost } from "../host.ts";
import { type MadeVariant, makeVariant } from "../make/make-variant.ts";
import { spreadRuntime } from "../measure/spread-runtime.ts";

/** Ops of the primary subgraph that get another precision than the step gives to all. */
export type Precisions = ReadonlyMap<OperatorIndex, Precision>;

interface LabArgs {
  readonly model: Model;
  readonly steps: readonly Step[];
  readonly host: StudioHost;
  readonly data: Dataset;
  readonly seed: number;
  readonly progress: OnProgress;
  readonly signal: CancelSignal;
}

/**
 * Makes one variant again and again with other precisions: the steps before the quantization run once, and so does
 * calibration. Throws InputError `no-precisions` where the last step does not choose op by op.
 */
export class PrecisionLab {
  private constructor(
    /** What the quantization starts from: the original, pruned or clustered where earlier steps say so. */
    readonly model: Model,
    private readonly args: LabArgs,
    private readonly runtime: Runtime,
    private readonly statisticsCache: StatisticsCache,
  ) {}

  static async open(args: LabArgs, statisticsCache = new StatisticsCache()): Promise<PrecisionLab> {
    const last = args.steps.at(-1);
    if (last === undefined || findTechnique(last.technique).options.rules === undefined) {
      throw new InputError(
        "no-precisions",
        "Only full integer variants (int8, int16x8) can keep single ops at a higher precision.",
      );
    }
    const runtime = spreadRuntime(await args.host.runtimes());
    const lab = new PrecisionLab(args.model, args, runtime, statisticsCache);
    const before = args.steps.slice(0, -1);
    if (before.length === 0) return lab;
    const { model } = await runPipeline(args.model, before, lab.context());
    return new PrecisionLab(model, args, runtime, statisticsCache);
  }

  /** What all ops are unless said otherwise. */
  get precision(): "int8" | "int16x8" {
    return this.step.technique === "int16x8" ? "int16x8" : "int8";
  }

  private get step(): Step {
    return this.args.steps.at(-1)!;
  }

  /** Ops that compute on integers in this variant; what only moves values follows them. */
  get ops(): OperatorIndex[] {
    return this.model.subgraphs[0]!.operators.flatMap((op, o) => {
      const rule = opRules[operatorName(this.model, op)];
      return rule === undefined || rule.moves || rule.scales.kind === "none" ? [] : [o];
    });
  }

  /** The next better precision that an op has kernels for. */
  better(o: OperatorIndex): Precision {
    const rule = opRules[operatorName(this.model, this.model.subgraphs[0]!.operators[o]!)];
    return this.precision === "int8" && rule?.int16 ? "int16x8" : "float";
  }

  /** The variant's recipe with these ops kept, what moves values between them following. */
  steps(kept: Precisions, others?: Precision): Step[] {
    const rules = [
      ...parseRules(String(this.step.options.rules ?? "")),
      ...(others === undefined ? [] : [{ regex: "", operation: "*", precision: others }]),
      ...rulesForOps(this.model, this.withMoves(kept)),
    ];
    const last = { ...this.step, options: { ...this.step.options, rules: writeRules(rules) } };
    return [...this.args.steps.slice(0, -1), last];
  }

  /**
   * `quick` leaves out what takes long, bias correction and solved rounding: for comparisons of many, each with the others. `others` is the precision of
   * the ops that are not kept, where it is not the step's.
   */
  make(kept: Precisions, quick = false, others?: Precision): Promise<MadeVariant> {
    const [step] = this.steps(kept, others).slice(-1);
    const options = quick
      ? { ...step!.options, biasCorrection: false, rounding: "nearest", strict: false }
      : step!.options;
    return makeVariant({
      ...this.context(),
      model: this.model,
      steps: [{ ...step!, options }],
      data: this.args.data,
      progress: () => {},
      before: this.args.steps.slice(0, -1).map((s) => s.technique),
    });
  }

  /** What calibration saw, with the model whose tensors it speaks of; null before the first variant is made. */
  get calibrated(): StatisticsCache["last"] {
    return this.statisticsCache.last;
  }

  /** The op that writes the tensor of this name; −1 for none. */
  opOf(tensor: string): OperatorIndex {
    const { operators, tensors } = this.model.subgraphs[0]!;
    return operators.findIndex((op) => op.outputs.some((t) => tensors[t]?.name === tensor));
  }

  /** A moving op whose value comes from a kept op and goes to one is kept as that is, so that nothing is converted twice. */
  private withMoves(kept: Precisions): Precisions {
    const graph = this.model.subgraphs[0]!;
    const index = indexGraph(graph);
    const all = new Map(kept);
    const moves = (o: OperatorIndex): boolean =>
      opRules[operatorName(this.model, graph.operators[o]!)]?.moves === true;
    const feeder = (o: OperatorIndex): Precision | undefined => {
      const op = graph.operators[o]!;
      const slot = opRules[operatorName(this.model, op)]?.activations?.[0] ?? 0;
      return all.get(index.producer[op.inputs[slot] ?? -1] ?? -1);
    };
    graph.operators.forEach((_, o) => {
      const found = moves(o) && !all.has(o) ? feeder(o) : undefined;
      if (found !== undefined) all.set(o, found);
    });
    for (let o = graph.operators.length - 1; o >= 0; o--) {
      if (kept.has(o) || !all.has(o)) continue;
      const { outputs } = graph.operators[o]!;
      const read = outputs.some((t) => index.isOutput[t] || index.consumers[t]!.some((c) => all.has(c.op)));
      if (!read) all.delete(o);
    }
    return all;
  }

  private context(): TechniqueContext {
    const { host, data, seed, progress, signal, model } = this.args;
    return {
      kernels: host.kernels,
      runtime: this.runtime,
      data,
      keep: { sparsity: false, clusters: false },
      original: model,
      seed,
      statisticsCache: this.statisticsCache,
      progress,
      signal,
    };
  }
}
