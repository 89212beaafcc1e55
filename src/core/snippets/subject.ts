import { ports } from "../graph/facts.ts";
import { peakActivationBytes } from "../graph/memory.ts";
import { type ModelPort, modelInputs, modelOutputs } from "../run/ports.ts";
import { type Model, operatorCodeName } from "../tflite/model.ts";

/** What code that loads a model must know of it. */
export interface Subject {
  readonly fileName: string;
  /** Key of the signature of the primary subgraph; null where the model has none. */
  readonly signature: string | null;
  readonly inputs: readonly ModelPort[];
  readonly outputs: readonly ModelPort[];
  /** Names of the ops that are used, each once, builtin and custom. */
  readonly ops: readonly string[];
  /** Bytes of the computed tensors that live at once. */
  readonly activationBytes: number;
}

export const languages = ["kotlin", "swift", "python", "cpp", "javascript"] as const;
export type Language = (typeof languages)[number];

export interface Snippet {
  readonly language: Language;
  /** As people know it, e.g. `C++ for microcontrollers`. */
  readonly title: string;
  /** Null where the language's library cannot run this file; a note then says why and what to do. */
  readonly code: string | null;
  /** What has to be done or known besides. */
  readonly notes: readonly string[];
  readonly source: string;
}

/** Reads off a model what its loading code must know. */
export function subjectOf(model: Model, fileName: string): Subject {
  const used = new Set(model.subgraphs.flatMap((graph) => graph.operators.map((op) => op.opcodeIndex)));
  const signature = (model.signatureDefs ?? []).find((s) => s.subgraphIndex === 0);
  const named = ports(model);
  const rename = (own: ModelPort[], names: readonly { name: string }[]): ModelPort[] =>
    own.map((port, i) => ({ ...port, name: names[i]?.name ?? port.name }));
  return {
    fileName: safeFileName(fileName),
    signature: signature?.signatureKey ?? null,
    inputs: rename(modelInputs(model), named.inputs),
    outputs: rename(modelOutputs(model), named.outputs),
    ops: [...new Set(model.operatorCodes.filter((_, i) => used.has(i)).map(operatorCodeName))].sort(),
    activationBytes: peakActivationBytes(model),
  };
}

/** Letters, digits, dots, dashes and underscores alone: safe in every language's string and on every disk. */
export function safeFileName(name: string): string {
  const base = name
    .replace(/^.*[/\\]/, "")
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[.-]+/, "");
  return base === "" ? "model.tflite" : base;
}

/** One line without anything that could end a comment or a line. Names come from files of strangers. */
export const inComment = (text: string): string =>
  text.replace(/[^\x20-\x7e]|\*\/|\/\*|\\/g, "?").slice(0, 120);

/** A string literal that C, Kotlin, Swift, Python and JavaScript all read alike. */
export const literal = (text: string): string =>
  `"${text.replace(/[^\x20-\x7e]/g, "?").replace(/["\\$]/g, (c) => `\\${c}`)}"`;

/** Whether a name can stand in a literal as it is, in all the languages. */
export const isPlain = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/** ` + 3` or ` - 3`. */
export const plus = (value: number): string => (value < 0 ? ` - ${-value}` : ` + ${value}`);

export const describe = (port: ModelPort): string => {
  const q = port.quantization;
  const scale = q === null ? "" : `, real = (value${plus(-q.zeroPoint)}) * ${q.scale}`;
  return `${inComment(port.name)}: ${port.type.toLowerCase()} [${port.shape.join(", ")}]${scale}`;
};
