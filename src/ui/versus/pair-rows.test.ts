import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { alignModels } from "../../core/compare/align.ts";
import { graphView } from "../../core/graph/view.ts";
import { mobileNetV2 } from "../../core/networks/mobile.ts";
import { copyModel, type Model } from "../../core/tflite/model.ts";
import { readModel } from "../../core/tflite/read.ts";
import { applyTechnique } from "../../test-fixtures/apply-technique.ts";
import { drawingOf } from "../graph/drawing.ts";
import { opFacts } from "./op-facts.ts";
import {
  changedParts,
  foldRows,
  leastFolded,
  nextDifference,
  type PairRow,
  pairDrawing,
  pairRows,
  stretchAround,
} from "./pair-rows.ts";

const float = readModel(new Uint8Array(readFileSync("src/test-fixtures/fm_mnv1.tflite")));

function pair(a: Model, b: Model) {
  const [left, right] = [graphView(a)[0]!, graphView(b)[0]!];
  const drawings = [drawingOf(left), drawingOf(right)] as const;
  return { left, right, drawings, rows: pairRows(alignModels(a, b), ...drawings) };
}

const put = (float: Model, int8: Model) => {
  const paired = pair(float, int8);
  return { ...paired, drawn: pairDrawing(foldRows(paired.rows, "all"), ...paired.drawings) };
};

describe("rows", () => {
  test("every drawn op of both stands in one row, in its file's order", () => {
    const { rows, drawings } = pair(
      mobileNetV2("float32", { width: 0.25 }),
      mobileNetV2("int8", { width: 0.25, floatBorder: true }),
    );
    for (const [side, drawing] of [
      ["a", drawings[0]],
      ["b", drawings[1]],
    ] as const) {
      const ops = rows.flatMap((row) => row[side]?.op.index ?? []);
      expect(ops).toEqual(drawing.ops.map(({ op }) => op.index));
    }
    expect(rows.filter(({ a }) => a === null).map(({ b }) => b!.op.name)).toEqual(["QUANTIZE", "DEQUANTIZE"]);
    expect(rows.map(({ index }) => index)).toEqual(rows.map((_, i) => i));
  });

  test("what only unpacks weights has no row; its reader says that the weights changed", async () => {
    const { model } = await applyTechnique(float, "float16");
    const { rows } = pair(float, model);
    expect(rows.map(({ aligned }) => aligned.opName)).not.toContain("DEQUANTIZE");
    expect(rows.length).toBe(float.subgraphs[0]!.operators.length);
    const convolution = rows.find(({ aligned }) => aligned.opName === "CONV_2D")!;
    expect(convolution.status).toBe("changed");
    expect(changedParts(convolution)).toEqual(["weights"]);
  });
});

describe("folding", () => {
  const { rows } = pair(float, float);
  const edited = rows.map((row): PairRow => (row.index === 5 ? { ...row, status: "changed" } : row));

  test("stretches that are alike become one box, what differs and short stretches stay", () => {
    const items = foldRows(edited, new Set());
    expect(items.map(({ rows }) => rows.length)).toEqual([5, 1, rows.length - 6]);
    const early = rows.map((row): PairRow => (row.index === 3 ? { ...row, status: "changed" } : row));
    expect(leastFolded).toBe(4);
    expect(foldRows(early, new Set()).map(({ rows }) => rows.length)).toEqual([1, 1, 1, 1, rows.length - 4]);
  });

  test("an opened stretch shows its rows, the others stay folded", () => {
    const items = foldRows(edited, new Set([6]));
    expect(items.map(({ rows }) => rows.length)).toEqual([5, 1, ...Array(rows.length - 6).fill(1)]);
    expect(foldRows(edited, "all").length).toBe(rows.length);
  });

  test("each row of a stretch knows where it folds; what differs and short stretches fold nowhere", () => {
    const early = edited.map((row): PairRow => (row.index === 2 ? { ...row, status: "changed" } : row));
    for (let i = 6; i < rows.length; i++)
      expect(stretchAround(early, i)).toEqual({ first: 6, length: rows.length - 6 });
    for (let i = 0; i < 6; i++) expect(stretchAround(early, i)).toBeNull();
  });

  test("edges lead into and out of a folded stretch, none to itself", () => {
    const drawing = drawingOf(graphView(float)[0]!);
    const { edges } = pairDrawing(foldRows(edited, new Set()), drawing, drawing);
    expect(edges.map(({ source, target }) => `${source} > ${target}`)).toEqual(["fold 0 > 5", "5 > fold 6"]);
  });
});

describe("edges", () => {
  test("an edge into which the other put an op runs through the gap beside it", () => {
    const { drawn, rows } = put(
      mobileNetV2("float32", { width: 0.25 }),
      mobileNetV2("int8", { width: 0.25, floatBorder: true }),
    );
    const gap = rows.findLast(({ a }) => a === null)!;
    expect(gap.aligned.opName).toBe("DEQUANTIZE");
    // The float model ends where the other goes on to DEQUANTIZE: no edge of its own leads there.
    expect(drawn.a.some(({ target }) => target === `${gap.index}`)).toBe(false);
    expect(drawn.b.some(({ target }) => target === `${gap.index}`)).toBe(true);
  });

  test("both panes share every edge when ops were put into the middle", () => {
    const copied = copyModel(float);
    const [graph] = copied.subgraphs;
    const [second] = graph!.operators[1]!.inputs;
    const tensor = { ...graph!.tensors[second!]!, name: "copied" };
    graph!.tensors.push(tensor);
    const made = graph!.tensors.length - 1;
    const code = copied.operatorCodes.length;
    copied.operatorCodes.push({ ...copied.operatorCodes[0]!, builtinCode: 75, deprecatedBuiltinCode: 75 });
    graph!.operators.splice(1, 0, {
      ...graph!.operators[1]!,
      opcodeIndex: code,
      inputs: [second!],
      outputs: [made],
      builtinOptions: null,
    });
    graph!.operators[2]!.inputs = graph!.operators[2]!.inputs.map((t) => (t === second ? made : t));
    const { drawn, rows } = put(float, copied);
    expect(rows[1]).toMatchObject({ a: null, status: "added" });
    expect(drawn.a).toEqual(drawn.b);
    expect(drawn.edges.map(({ id }) => id)).toContain("0-1");
    expect(drawn.edges.map(({ id }) => id)).not.toContain("0-2");
  });
});

test("facts of an op stand beside its counterpart's; values are told to differ", () => {
  const pruned = copyModel(float);
  const at = pruned.subgraphs[0]!.tensors[pruned.subgraphs[0]!.operators[2]!.inputs[1]!]!.buffer;
  pruned.buffers[at] = { outside: false, data: new Uint8Array(pruned.buffers[at]!.data!.length) };
  const { rows, left, right } = pair(float, pruned);
  const differing = opFacts(rows[2]!, left, right).filter(({ differs }) => differs);
  expect(differing).toMatchObject([{ part: "weights", name: "values" }]);
  expect(opFacts(rows[2]!, left, right).map(({ part }) => part)).toContain("options");
  const int8 = readModel(new Uint8Array(readFileSync("src/test-fixtures/fm_mnv1.int8.tflite")));
  const quantized = pair(float, int8);
  const facts = opFacts(quantized.rows[0]!, quantized.left, quantized.right);
  const type = facts.find(({ part, name }) => part === "weights" && name === "type");
  expect(type).toEqual({ part: "weights", name: "type", a: "float32", b: "int8", differs: true });
});

test("one goes from difference to difference, and stays at the last", () => {
  const { rows } = pair(float, float);
  const edited = rows.map(
    (row): PairRow => (row.index === 2 || row.index === 7 ? { ...row, status: "changed" } : row),
  );
  expect(nextDifference(edited, null, false)).toBe(2);
  expect(nextDifference(edited, 2, false)).toBe(7);
  expect(nextDifference(edited, 7, false)).toBeNull();
  expect(nextDifference(edited, 7, true)).toBe(2);
  expect(nextDifference(rows, null, false)).toBeNull();
});
