// What differs between an op and its counterpart in another file.
import { optionsOf } from "../graph/view.ts";
import type { OpView, TensorView } from "../targets/op-view.ts";
import type { Model } from "../tflite/model.ts";
import { firstDifference } from "../tflite/same-model.ts";

export interface OpChange {
  /** `output`, `weights`, `bias`, `input`, `options`, `version`, or a slot by its number. */
  readonly part: string;
  /** What of it, in a few words: `float32 → int8 with 16 scales`. */
  readonly text: string;
}

/** The file that an op is in. */
export interface Side {
  readonly model: Model;
  /** For tensors that only unpack a constant: the constant. */
  readonly source: ReadonlyMap<TensorView, TensorView>;
}

/** Constants behind what DEQUANTIZE and DENSIFY unpack, of ops in the order of execution. */
export function unpackedFrom(ops: readonly OpView[]): ReadonlyMap<TensorView, TensorView> {
  const source = new Map<TensorView, TensorView>();
  for (const { unpacks, inputs, outputs } of ops) {
    const [from] = inputs;
    if (!unpacks || from == null) continue;
    for (const output of outputs) source.set(output, source.get(from) ?? from);
  }
  return source;
}

const arrow = (before: string, after: string): string => `${before} → ${after}`;

export function differences(
  [left, a]: readonly [Side, OpView],
  [right, b]: readonly [Side, OpView],
): OpChange[] {
  const changes: OpChange[] = [];
  const tell = (part: string, text: string): void => void changes.push({ part, text });
  if (a.version !== b.version) tell("version", arrow(String(a.version), String(b.version)));
  const slots = Math.max(a.inputs.length, b.inputs.length);
  for (let i = 0; i < slots; i++) {
    const [x, y] = [a.inputs[i] ?? null, b.inputs[i] ?? null];
    const [from, to] = [x && (left.source.get(x) ?? x), y && (right.source.get(y) ?? y)];
    for (const text of ofTensors(from, to)) tell(slotName(x === null ? b : a, i), text);
  }
  for (let i = 0; i < Math.max(a.outputs.length, b.outputs.length); i++) {
    const texts = ofTensors(a.outputs[i] ?? null, b.outputs[i] ?? null);
    for (const text of texts) tell(i === 0 ? "output" : `output ${i}`, text);
  }
  for (const text of ofOptions(optionsIn(left.model, a), optionsIn(right.model, b))) tell("options", text);
  return changes;
}

function ofTensors(x: TensorView | null, y: TensorView | null): string[] {
  if (x === null || y === null) return x === y ? [] : [x === null ? "added" : "removed"];
  const texts: string[] = [];
  if (x.type !== y.type) texts.push(arrow(typeName(x), typeName(y)));
  else if (x.scales !== y.scales || x.scale !== y.scale || x.zeroPoint !== y.zeroPoint) {
    texts.push(`scales ${arrow(scaleName(x), scaleName(y))}`);
  } else if (x.constant && y.constant && firstDifference(x.bytes, y.bytes) !== null) texts.push("values");
  if (x.shape.join() !== y.shape.join()) {
    texts.push(`shape ${arrow(`[${x.shape.join(", ")}]`, `[${y.shape.join(", ")}]`)}`);
  }
  return texts;
}

const optionsIn = (model: Model, { subgraph, op }: OpView): ReadonlyMap<string, string> =>
  new Map(
    optionsOf(model, model.subgraphs[subgraph]!.operators[op]!).map(({ name, value }) => [name, value]),
  );

/** An option that one file does not write has its default there, which need not differ. */
const ofOptions = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] =>
  [...a].flatMap(([name, value]) => {
    const other = b.get(name);
    return other === undefined || other === value ? [] : [`${name} ${arrow(value, other)}`];
  });

/** What an input is to its op. */
export function slotName(op: OpView, slot: number): string {
  const input = op.inputs[slot] ?? null;
  if (input !== null && input === op.weights) return "weights";
  if (slot === 2 && input?.fixed === true && op.weights !== null) return "bias";
  return input?.constant === true && input !== op.data
    ? `constant ${slot}`
    : slot === 0
      ? "input"
      : `input ${slot}`;
}

const typeName = (t: TensorView): string =>
  t.scales > 1 ? `${t.type.toLowerCase()} with ${t.scales} scales` : t.type.toLowerCase();

const scaleName = (t: TensorView): string =>
  t.scales === 0
    ? "none"
    : t.scales === 1
      ? `${t.scale.toPrecision(4)}, zero ${t.zeroPoint}`
      : String(t.scales);
