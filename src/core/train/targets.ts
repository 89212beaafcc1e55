import { InputError } from "../outcome.ts";
import type { TrainMetrics } from "./events.ts";
import { type Program, type TrainedOutput, targetsOf, temperature } from "./program.ts";

/**
 * The output whose distribution over classes the labels name, or −1. Throws InputError `label-outside` where a label
 * is no class (−1 stands for none), `too-few-samples` where there are fewer samples than classes.
 */
export function labelledOutput(
  outputs: readonly TrainedOutput[],
  labels: Int32Array | null,
  count: number,
): number {
  if (labels === null || labels.every((label) => label < 0)) return -1;
  const found = outputs.findIndex((o) => o.loss.kind !== "squares" && o.classes === o.elements);
  if (found < 0) return -1;
  const { classes } = outputs[found]!;
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0) {
    throw new InputError(
      "label-outside",
      `Sample ${wrong + 1} has label ${labels[wrong]}, but the model knows the classes 0 to ${classes - 1}. Labels must be numbered as in the model's training.`,
    );
  }
  if (count < classes) {
    throw new InputError(
      "too-few-samples",
      `There are ${count} samples for ${classes} classes; training needs at least one of each, and some hundreds do better.`,
    );
  }
  return found;
}

/** What the loss is reported against: the teacher's answers, mixed with the labels where there are some. */
export function mixedTargets(
  teacher: readonly Float32Array[],
  outputs: readonly TrainedOutput[],
  labelled: number,
  labels: readonly number[],
  teacherShare: number,
): Float32Array[] {
  return teacher.map((values, i) => {
    if (i !== labelled) return values;
    const { classes } = outputs[i]!;
    const marks = marked(values, classes, labels);
    return values.map((v, k) => teacherShare * v + (1 - teacherShare) * marks[k]!);
  });
}

/** The targets of a step as it takes them. Outputs without labels of their own take the teacher for both. */
export function stepTargets(
  teacher: readonly Float32Array[],
  program: Pick<Program, "outputs" | "teacherShare">,
  labelled: number,
  labels: readonly number[],
): Float32Array[] {
  const { outputs } = program;
  return targetsOf(program).map(({ output, name }) => {
    const i = outputs.indexOf(output);
    const values = teacher[i]!;
    if (output.loss.kind === "squares") return values;
    if (name === "teacher") return softened(values, output.classes);
    if (i !== labelled) return values;
    return marked(values, output.classes, labels);
  });
}

/** 1 for the label of each sample and 0 for other classes; samples without one (−1) keep the teacher's answer. */
function marked(teacher: Float32Array, classes: number, labels: readonly number[]): Float32Array {
  const marks = teacher.slice();
  labels.forEach((label, k) => {
    if (label < 0) return;
    marks.fill(0, k * classes, (k + 1) * classes);
    marks[k * classes + label] = 1;
  });
  return marks;
}

/** Distributions at the temperature of training. */
function softened(values: Float32Array, classes: number): Float32Array {
  const out = values.map((v) => Math.max(v, 1e-12) ** (1 / temperature));
  for (let start = 0; start < out.length; start += classes) {
    let total = 0;
    for (let i = start; i < start + classes; i++) total += out[i]!;
    for (let i = start; i < start + classes; i++) out[i]! /= total;
  }
  return out;
}

/** The loss of some samples, averaged over them and the outputs; its gradient is what the step computes. */
export function lossBetween(
  predictions: readonly Float32Array[],
  targets: readonly Float32Array[],
  outputs: readonly TrainedOutput[],
): number {
  const each = outputs.map((o, i) => {
    const [p, t] = [predictions[i]!, targets[i]!];
    const rows = t.length / o.classes;
    let sum = 0;
    if (o.loss.kind === "squares") {
      for (let k = 0; k < t.length; k++) sum += (p[k]! - t[k]!) ** 2;
      return sum / (rows * o.classes * o.loss.variance);
    }
    for (let k = 0; k < t.length; k++) if (t[k]! > 0) sum -= t[k]! * Math.log(Math.max(p[k]!, 1e-7));
    return sum / rows;
  });
  return each.reduce((a, b) => a + b, 0) / each.length;
}

const firstChoice = (values: Float32Array, start: number, classes: number): number => {
  let best = 0;
  for (let c = 1; c < classes; c++) if (values[start + c]! > values[start + best]!) best = c;
  return best;
};

/** Compares predictions with targets, labels and the teacher. */
export function metricsOf(args: {
  readonly predictions: readonly Float32Array[];
  readonly targets: readonly Float32Array[];
  readonly teacher: readonly Float32Array[];
  readonly outputs: readonly TrainedOutput[];
  readonly labelled: number;
  readonly labels: readonly number[];
}): TrainMetrics {
  const { predictions, targets, teacher, outputs, labelled, labels } = args;
  const scored = outputs.findIndex((o) => o.loss.kind !== "squares");
  let agreement: number | null = null;
  if (scored >= 0) {
    const { classes } = outputs[scored]!;
    const [p, t] = [predictions[scored]!, teacher[scored]!];
    let same = 0;
    for (let at = 0; at < t.length; at += classes) {
      if (firstChoice(p, at, classes) === firstChoice(t, at, classes)) same++;
    }
    agreement = (same * classes) / t.length;
  }
  let accuracy: number | null = null;
  if (labelled >= 0) {
    const { classes } = outputs[labelled]!;
    const right = labels.filter(
      (label, k) => firstChoice(predictions[labelled]!, k * classes, classes) === label,
    );
    const known = labels.filter((label) => label >= 0).length;
    accuracy = known === 0 ? null : right.length / known;
  }
  return { loss: lossBetween(predictions, targets, outputs), accuracy, agreement };
}
