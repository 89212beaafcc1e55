import { dropUnused } from "../graph/compact.ts";
import { bytesOf, float32View } from "../tensor/views.ts";
import {
  addBuffer,
  constantBytes,
  copyModel,
  type Model,
  newOperator,
  newTensor,
  type Operator,
  type OperatorIndex,
  operatorCodeIndex,
  type Subgraph,
  type TensorIndex,
} from "../tflite/model.ts";
import { raiseOpVersion } from "../tflite/op-versions.ts";
import { TensorType } from "../tflite/tensor-types.ts";
import { roundHalfEven } from "./affine.ts";
import type { BorderType } from "./border.ts";
import { packInt4 } from "./int4.ts";
import type { LstmIntegers } from "./lstm.ts";
import { type AffineParams, sameParams } from "./params.ts";
import { placeLstm } from "./place-lstm.ts";
import type { PlannedOp } from "./plan.ts";
import { affine, symmetric } from "./quantization-tables.ts";
import type { Format, ScalePlan } from "./scales.ts";
import type { WeightPlan } from "./weights.ts";

export interface RewriteArgs {
  readonly model: Model;
  readonly planned: readonly PlannedOp[];
  readonly scales: ScalePlan;
  readonly weights: ReadonlyMap<OperatorIndex, { readonly plan: WeightPlan; readonly values: Int8Array }>;
  /** Float bias of each op with weights, [channels]; absent where it has none. */
  readonly biases: ReadonlyMap<OperatorIndex, Float32Array>;
  readonly lstms: ReadonlyMap<OperatorIndex, LstmIntegers>;
  readonly border: BorderType;
  /** int8 parameters of a tensor that has 16 bits inside and 8 at the border. */
  borderParams(t: TensorIndex): AffineParams;
}

/** The integer model, and where the activations of the float model are found in it. */
export interface Rewritten {
  readonly model: Model;
  /** Tensor of the float model → its tensor in the result, as the producing op writes it. */
  readonly tensorOf: ReadonlyMap<TensorIndex, { readonly index: TensorIndex; readonly format: Format }>;
  /** `opIndex[o]`: where op o of the float model is in the result. */
  readonly opIndex: Int32Array;
  /** QUANTIZE and DEQUANTIZE ops that were put in. */
  readonly conversions: number;
}

const float: Format = { type: "float" };

/** Writes the planned integer graph: integer weights and biases, and conversions where formats meet. */
export function rewriteGraph(args: RewriteArgs): Rewritten {
  return new Rewriter(args).run();
}

interface Form {
  readonly format: Format;
  readonly index: TensorIndex;
}

class Rewriter {
  private readonly model: Model;
  private readonly graph: Subgraph;
  private readonly source: Subgraph;
  private readonly args: RewriteArgs;
  private readonly operators: Operator[] = [];
  /** Every form in which a tensor is at hand; the first is the one its producer writes. */
  private readonly forms = new Map<TensorIndex, Form[]>();
  private readonly writtenWeights = new Map<TensorIndex, { index: TensorIndex; plan: WeightPlan }[]>();
  private conversions = 0;

  constructor(args: RewriteArgs) {
    this.args = args;
    this.model = copyModel(args.model);
    this.graph = this.model.subgraphs[0]!;
    this.source = args.model.subgraphs[0]!;
  }

  run(): Rewritten {
    this.placeInputs();
    this.source.operators.forEach((_, o) => this.place(o));
    this.placeOutputs();
    const opIndex = Int32Array.from(this.graph.operators, (op) => this.operators.indexOf(op));
    this.graph.operators = this.operators;
    for (const op of this.operators) raiseOpVersion(this.model, this.graph, op);
    // Tensors are only ever appended and renumbered once, at the end.
    const first = new Map([...this.forms].map(([t, forms]) => [t, forms[0]!]));
    const names = this.graph.tensors.slice();
    dropUnused(this.model);
    const place = new Map(this.graph.tensors.map((tensor, i) => [tensor, i]));
    const tensorOf = new Map<TensorIndex, Form>();
    for (const [t, form] of first) {
      const index = place.get(names[form.index]!);
      if (index !== undefined) tensorOf.set(t, { ...form, index });
    }
    return { model: this.model, tensorOf, opIndex, conversions: this.conversions };
  }

  private place(o: OperatorIndex): void {
    const plan = this.args.planned[o]!;
    const op = this.graph.operators[o]!;
    if (plan.kind !== "integer") {
      op.inputs = op.inputs.map((t) => (t < 0 || !this.forms.has(t) ? t : this.obtain(t, float)));
      this.operators.push(op);
      for (const t of op.outputs) if (t >= 0) this.forms.set(t, [{ format: float, index: t }]);
      return;
    }
    for (const slot of plan.activations) {
      op.inputs[slot] = this.obtain(op.inputs[slot]!, this.args.scales.read(o, slot)!);
    }
    if (plan.rule.weight !== undefined) this.placeWeights(o, op, plan);
    const lstm = this.args.lstms.get(o);
    if (lstm !== undefined) placeLstm(this.model, op, lstm);
    if (op.builtinOptions !== null && "potScaleInt16" in op.builtinOptions) {
      // The power-of-two kernels are for scales that are powers of two, which calibrated ones are not.
      op.builtinOptions.potScaleInt16 = false;
    }
    this.operators.push(op);
    op.outputs = op.outputs.map((t) => this.placeProduced(t));
  }

  /** Gives an integer op's output its tensor. A model output of another type keeps its own for that. */
  private placeProduced(t: TensorIndex): TensorIndex {
    const format = this.args.scales.produced.get(t);
    if (t < 0 || format === undefined || format.type === "float") return t;
    const isOutput = this.graph.outputs.includes(t);
    const index = isOutput && format.type !== this.args.border ? this.addForm(t, format) : t;
    if (index === t) setFormat(this.graph, t, format);
    this.forms.set(t, [{ format, index }]);
    return index;
  }

  private placeInputs(): void {
    for (const t of this.graph.inputs) {
      const tensor = this.graph.tensors[t]!;
      if (tensor.type !== TensorType.FLOAT32) continue;
      const wanted = this.firstRead(t);
      const { border } = this.args;
      if (wanted?.type === border) {
        setFormat(this.graph, t, wanted);
        this.forms.set(t, [{ format: wanted, index: t }]);
      } else if (wanted !== undefined && this.setBorder(t, wanted)) {
        const index = this.addForm(t, wanted);
        this.convertBorder(t, index, t, wanted);
        this.forms.set(t, [{ format: wanted, index }]);
      } else this.forms.set(t, [{ format: float, index: t }]);
    }
  }

  /** Gives a tensor of the border eight bits where those are asked for and what is inside is another integer. */
  private setBorder(t: TensorIndex, inside: Format): boolean {
    const { border } = this.args;
    if (inside.type === "float" || (border !== "int8" && border !== "uint8")) return false;
    const { scale, zeroPoint } = this.borderParams(t, inside);
    const tensor = this.graph.tensors[t]!;
    tensor.type = border === "int8" ? TensorType.INT8 : TensorType.UINT8;
    tensor.quantization = affine({ scale, zeroPoint: border === "int8" ? zeroPoint : zeroPoint + 128 });
    return true;
  }

  private borderParams(t: TensorIndex, inside: Exclude<Format, { readonly type: "float" }>): AffineParams {
    return inside.type === "int8" ? inside.params : this.args.borderParams(t);
  }

  /** From or to the border; the kernels know no way between uint8 and int16 but by int8. */
  private convertBorder(from: TensorIndex, to: TensorIndex, t: TensorIndex, inside: Format): void {
    if (inside.type !== "int16" || this.args.border !== "uint8") {
      this.convert("QUANTIZE", from, to);
      return;
    }
    const between = this.addForm(t, { type: "int8", params: this.borderParams(t, inside) });
    this.convert("QUANTIZE", from, between);
    this.convert("QUANTIZE", between, to);
  }

  private firstRead(t: TensorIndex): Format | undefined {
    let found: Format | undefined;
    this.source.operators.forEach((op, o) => {
      op.inputs.forEach((input, slot) => {
        if (input === t && found === undefined) found = this.args.scales.read(o, slot);
      });
    });
    return found;
  }

  private placeOutputs(): void {
    for (const t of this.graph.outputs) {
      const form = this.forms.get(t)?.[0];
      if (form === undefined || form.index === t || form.format.type === "float") continue;
      if (this.setBorder(t, form.format)) this.convertBorder(form.index, t, t, form.format);
      else this.convert("DEQUANTIZE", form.index, t);
    }
  }

  /** The tensor's index in the wanted format, converted if it is not at hand. */
  private obtain(t: TensorIndex, format: Format): TensorIndex {
    const constant = constantBytes(this.args.model, this.source.tensors[t]!);
    const forms = this.forms.get(t) ?? [{ format: float, index: t }];
    const found = forms.find((form) => sameFormat(form.format, format));
    if (found !== undefined) return found.index;
    const index = this.addForm(t, format);
    if (constant !== null && format.type !== "float") {
      const values = quantizeConstant(float32View(constant), format.params, format.type);
      this.graph.tensors[index]!.buffer = addBuffer(this.model, bytesOf(values));
    } else if (format.type === "float") {
      this.convert("DEQUANTIZE", forms[0]!.index, index);
    } else {
      this.convert("QUANTIZE", forms[0]!.index, index);
    }
    this.forms.set(t, [...forms, { format, index }]);
    return index;
  }

  private convert(name: "QUANTIZE" | "DEQUANTIZE", from: TensorIndex, to: TensorIndex): void {
    const options =
      name === "QUANTIZE" ? ({ type: "QuantizeOptions" } as const) : ({ type: "DequantizeOptions" } as const);
    this.operators.push(newOperator(operatorCodeIndex(this.model, name), [from], [to], options));
    this.conversions++;
  }

  /** A new tensor that holds the same values in another format. */
  private addForm(t: TensorIndex, format: Format): TensorIndex {
    const { name, shape, shapeSignature } = this.source.tensors[t]!;
    const suffix = format.type === "float" ? "dequantized" : format.type;
    const index = this.graph.tensors.length;
    const tensor = newTensor(`${name}_${suffix}`, TensorType.FLOAT32, shape.slice());
    tensor.shapeSignature = shapeSignature?.slice() ?? null;
    this.graph.tensors.push(tensor);
    setFormat(this.graph, index, format);
    return index;
  }

  private placeWeights(o: OperatorIndex, op: Operator, plan: Extract<PlannedOp, { kind: "integer" }>): void {
    const { plan: weight, values } = this.args.weights.get(o)!;
    op.inputs[plan.rule.weight!.slot] = this.weightTensor(weight, values);
    const bias = this.args.biases.get(o);
    const slot = plan.rule.bias!;
    if (bias === undefined) return;
    const read = this.args.scales.read(o, plan.activations[0]!);
    if (read === undefined || read.type === "float") throw new Error("an integer op reads an integer input");
    const scales = weight.scales.map((s) => Math.fround(s * read.params.scale));
    const output = this.source.tensors[this.source.operators[o]!.outputs[0]!]!;
    const name = this.source.tensors[weight.bias]?.name ?? `${output.name}/bias`;
    const type = plan.type === "int8" ? TensorType.INT32 : TensorType.INT64;
    const data = plan.type === "int8" ? biasInt32(bias, scales) : biasInt64(bias, scales);
    const tensor = newTensor(name, type, [bias.length], addBuffer(this.model, bytesOf(data)));
    tensor.quantization = symmetric(scales, 0);
    while (op.inputs.length <= slot) op.inputs.push(-1);
    op.inputs[slot] = this.graph.tensors.push(tensor) - 1;
  }

  /** Ops that share a weight share the integers too, where their scales came out equal. */
  private weightTensor(plan: WeightPlan, values: Int8Array): TensorIndex {
    const written = this.writtenWeights.get(plan.tensor) ?? [];
    const same = written.find(
      (w) => w.plan.bits === plan.bits && w.plan.scales.every((s, i) => s === plan.scales[i]),
    );
    if (same !== undefined) return same.index;
    const { name, shape } = this.source.tensors[plan.tensor]!;
    const data = plan.bits === 4 ? packInt4(values) : bytesOf(values);
    const type = plan.bits === 4 ? TensorType.INT4 : TensorType.INT8;
    const tensor = newTensor(name, type, shape.slice(), addBuffer(this.model, data));
    tensor.quantization = symmetric(plan.scales, plan.axis);
    const index = this.graph.tensors.push(tensor) - 1;
    this.writtenWeights.set(plan.tensor, [...written, { index, plan }]);
    return index;
  }
}

function sameFormat(a: Format, b: Format): boolean {
  if (a.type === "float" || b.type === "float") return a.type === b.type;
  return a.type === b.type && sameParams(a.params, b.params);
}

function setFormat(graph: Subgraph, t: TensorIndex, format: Format): void {
  const tensor = graph.tensors[t]!;
  if (format.type === "float") return;
  tensor.type = format.type === "int8" ? TensorType.INT8 : TensorType.INT16;
  tensor.quantization = affine(format.params);
}

function quantizeConstant(
  values: Float32Array,
  params: AffineParams,
  type: "int8" | "int16",
): Int8Array | Int16Array {
  const [low, high] = type === "int8" ? [-128, 127] : [-32768, 32767];
  const result = type === "int8" ? new Int8Array(values.length) : new Int16Array(values.length);
  values.forEach((v, i) => {
    const q = roundHalfEven(v / params.scale + params.zeroPoint);
    result[i] = Math.min(high, Math.max(low, q));
  });
  return result;
}

function biasInt32(bias: Float32Array, scales: Float32Array): Int32Array {
  const limit = 2 ** 31 - 1;
  return Int32Array.from(bias, (b, c) => {
    const q = roundHalfEven(b / scales[scales.length === 1 ? 0 : c]!);
    return Math.min(limit, Math.max(-limit, q));
  });
}

const biasInt64 = (bias: Float32Array, scales: Float32Array): BigInt64Array =>
  BigInt64Array.from(bias, (b, c) => BigInt(roundHalfEven(b / scales[scales.length === 1 ? 0 : c]!)));
