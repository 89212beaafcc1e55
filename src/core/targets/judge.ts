import { opCosts } from "../graph/macs.ts";
import type { Model, OperatorIndex, SubgraphIndex } from "../tflite/model.ts";
import { edgeTpuRefusals } from "./edge-tpu.ts";
import { type NumberKind, type OpView, opViews } from "./op-view.ts";
import { type Problem, quantizeFully, type Target, type TargetId } from "./target.ts";
import { noKernelAtAll } from "./xnnpack.ts";

/** Where one op ends up on a target, and why. */
export interface OpJudgement {
  readonly subgraph: SubgraphIndex;
  readonly op: OperatorIndex;
  readonly opName: string;
  /** Name of the op's first output, by which people know it. */
  readonly tensor: string;
  /** `nowhere`: nothing there can run it, and so the model does not load. */
  readonly place: "target" | "fallback" | "nowhere";
  /** QUANTIZE at a float input or DEQUANTIZE at a float output: at home on the CPU, never the model's work. */
  readonly border: boolean;
  /** Only unpacks weights when the model is loaded. */
  readonly unpacks: boolean;
  /** A sentence, null where the op runs on the target. */
  readonly reason: string | null;
  /** What would mend it, where something would. */
  readonly mend: string | null;
  /** A sentence where something is known from memory alone; it decides nothing. */
  readonly warning: string | null;
}

export interface Judgement {
  readonly target: TargetId;
  readonly ops: readonly OpJudgement[];
  /** Ops on the target, of all that are neither at the border nor unpack weights. */
  readonly mapped: number;
  readonly total: number;
  /** Share of the multiply-accumulates that the target computes, 0 to 1; null where they are not known. */
  readonly macShare: number | null;
  /** Pieces of the graph that the target is handed, in the order of execution. */
  readonly pieces: number;
  /** The first op that is not taken. */
  readonly firstCut: OpJudgement | null;
  /** False where an op can run nowhere. */
  readonly loads: boolean;
  /** One sentence for the table. */
  readonly verdict: string;
  readonly warnings: readonly string[];
}

const kindNames: Record<NumberKind, string> = {
  float: "float32",
  float16: "float16",
  int8: "int8",
  uint8: "uint8",
  int16: "int16 data",
  dynamic8: "float data with int8 weights",
  dynamic4: "float data with int4 weights",
  int8w4: "int8 data with int4 weights",
  int32: "int32",
  int64: "int64",
  bool: "bool",
  other: "its type",
};

const integerBorders = "Inputs and outputs in int8 instead of float do without it.";

const integersOnly = (kinds: readonly NumberKind[]): boolean =>
  !kinds.includes("float") && (kinds.includes("int8") || kinds.includes("uint8"));

/** What to do about numbers that a target does not compute in. */
function mendNumbers(op: OpView, kinds: readonly NumberKind[]): string | undefined {
  if (op.kind === "int16" && kinds.includes("int8")) return "Use int8 activations instead of int16.";
  if (integersOnly(kinds) && op.kind !== "int8" && op.kind !== "uint8") {
    return quantizeFully;
  }
  if (op.kind === "int8" && kinds.includes("float")) return `Leave ${op.name} in float.`;
  if (op.kind === "dynamic4" && kinds.includes("dynamic8")) return "Use int8 weights for it.";
  if (op.kind === "dynamic8" && kinds.includes("float")) return "Leave its weights in float16 or float32.";
  return undefined;
}

function problemOf(target: Target, op: OpView): Problem | null {
  const row = target.table[op.name];
  for (const limit of target.limits) {
    const problem = limit(op);
    if (problem !== null && problem.sure !== false) {
      return row === undefined && target.id === "edge-tpu" ? unknownOp(target, op) : problem;
    }
  }
  if (row === undefined) return unknownOp(target, op);
  if (!row.kinds.includes(op.kind)) {
    return { reason: `works on ${kindNames[op.kind]}, which is not taken`, mend: mendNumbers(op, row.kinds) };
  }
  return firstOf(row.limits, op, true);
}

function unknownOp(target: Target, op: OpView): Problem {
  const known = target.id === "edge-tpu" ? edgeTpuRefusals[op.name] : undefined;
  return { reason: "is not among the ops that are taken", mend: known?.mend };
}

function firstOf(
  limits: readonly ((op: OpView) => Problem | null)[],
  op: OpView,
  sure: boolean,
): Problem | null {
  for (const limit of limits) {
    const problem = limit(op);
    if (problem !== null && (problem.sure !== false) === sure) return problem;
  }
  return null;
}

/** A border op of the model: between its float input or output and the integers within. */
function isBorder(model: Model, op: OpView): boolean {
  const graph = model.subgraphs[op.subgraph]!;
  const operator = graph.operators[op.op]!;
  if (op.name === "QUANTIZE") return operator.inputs.some((t) => graph.inputs.includes(t));
  return op.name === "DEQUANTIZE" && !op.unpacks && operator.outputs.some((t) => graph.outputs.includes(t));
}

/** Which ops of the model a target runs, where the graph is cut, and what would mend it. */
export function judge(model: Model, target: Target): Judgement {
  const views = model.subgraphs.flatMap((graph, g) => opViews(model, graph, g));
  let cutBy: OpView | null = null;
  const ops = views.map((op): OpJudgement => {
    const border = isBorder(model, op);
    const problem = problemOf(target, op);
    const refused = target.refuses?.(op) ?? null;
    const hopeless = target.id.includes("tpu") || target.id === "ethos-u" ? null : noKernelAtAll(op);
    const doubt = problem === null ? warningOf(target, op) : null;
    const base = {
      subgraph: op.subgraph,
      op: op.op,
      opName: op.name,
      tensor: op.outputs[0]?.name ?? "",
      border,
      unpacks: op.unpacks,
      warning: doubt,
    };
    if (refused !== null) {
      return {
        ...base,
        place: "nowhere",
        reason: `${op.name} ${refused.reason}.`,
        mend: refused.mend ?? null,
      };
    }
    const onCpu = hopeless !== null && target.fallback !== null && problem !== null;
    if (problem !== null && (target.fallback === null || onCpu)) {
      const why = onCpu ? hopeless : problem;
      return { ...base, place: "nowhere", reason: `${op.name} ${why.reason}.`, mend: why.mend ?? null };
    }
    if (problem !== null) {
      if (!border) cutBy ??= op;
      return {
        ...base,
        place: "fallback",
        reason: `${op.name} ${problem.reason}.`,
        // What lies between such ops is quantized already.
        mend: border && problem.mend === quantizeFully ? integerBorders : (problem.mend ?? null),
      };
    }
    if (target.partition === "prefix" && cutBy !== null) {
      const reason = `Comes after ${cutBy.name}, where the graph is cut.`;
      return { ...base, place: "fallback", reason, mend: null };
    }
    return { ...base, place: "target", reason: null, mend: null };
  });
  return summarize(model, target, target.partition === "whole" ? allOrNothing(target, ops) : ops);
}

function warningOf(target: Target, op: OpView): string | null {
  const row = target.table[op.name];
  const unsure = firstOf([...target.limits, ...(row?.limits ?? [])], op, false);
  if (unsure !== null) return `${op.name} ${unsure.reason}, which may not be taken.`;
  return row?.doubt ?? null;
}

/** One op that is not taken sends the others back as well. */
function allOrNothing(target: Target, ops: readonly OpJudgement[]): readonly OpJudgement[] {
  const cut = ops.find((op) => op.place === "fallback");
  if (cut === undefined || target.fallback === null) return ops;
  return ops.map((op) =>
    op.place === "target"
      ? { ...op, place: "fallback", reason: `${cut.opName} is not taken, which sends the whole model back.` }
      : op,
  );
}

function summarize(model: Model, target: Target, ops: readonly OpJudgement[]): Judgement {
  const work = ops.filter((op) => !op.border && !op.unpacks);
  const unpacking = ops.filter((op) => op.unpacks && op.place !== "target");
  const onTarget = work.filter((op) => op.place === "target");
  const nowhere = ops.filter((op) => op.place === "nowhere");
  const own = ops.filter((op) => op.place !== "target" && !op.border);
  const firstCut = own.find((op) => !(op.unpacks && target.partition === "pieces")) ?? null;
  let pieces = 0;
  work.forEach((op, i) => {
    if (op.place === "target" && work[i - 1]?.place !== "target") pieces++;
  });
  const shares = costShares(model, ops);
  return {
    target: target.id,
    ops,
    mapped: onTarget.length,
    total: work.length,
    macShare: shares,
    pieces,
    firstCut,
    loads: nowhere.length === 0,
    verdict: verdictOf(target, onTarget.length, work.length, pieces, firstCut, nowhere[0] ?? null),
    warnings: [
      ...new Set(ops.flatMap((op) => op.warning ?? [])),
      ...(unpacking.length > 0 && target.partition !== "pieces"
        ? [`${unpacking.length} ops unpack weights, which ${target.label} cannot.`]
        : []),
    ],
  };
}

function verdictOf(
  target: Target,
  mapped: number,
  total: number,
  pieces: number,
  cut: OpJudgement | null,
  nowhere: OpJudgement | null,
): string {
  if (nowhere !== null) return `Does not run: ${nowhere.reason}`;
  if (mapped === total && cut === null) return `All ${total} ops run on ${target.label}.`;
  if (mapped === 0)
    return `Nothing runs on ${target.label}; all goes to ${target.fallback}. ${cut?.reason ?? ""}`.trim();
  const rest = total - mapped;
  const where =
    target.partition === "prefix"
      ? `cut at ${cut?.opName}`
      : `in ${pieces} ${pieces === 1 ? "piece" : "pieces"}`;
  return `${mapped} of ${total} ops run on ${target.label}, ${where}; ${rest} ${rest === 1 ? "goes" : "go"} to ${target.fallback}.`;
}

function costShares(model: Model, ops: readonly OpJudgement[]): number | null {
  const costs = opCosts(model);
  let all = 0;
  let taken = 0;
  for (const [i, cost] of costs.entries()) {
    if (cost.macs === 0 || cost.runs === 0) continue;
    if (cost.macs === null || cost.runs === null) return null;
    all += cost.macs * cost.runs;
    if (ops[i]?.place === "target") taken += cost.macs * cost.runs;
  }
  return all === 0 ? null : taken / all;
}
