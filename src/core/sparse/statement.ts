// Whether XNNPACK's sparse kernels will run a model, in words for people who never heard of them.
import type { Model } from "../tflite/model.ts";
import { type SparseRule, type SparseVerdict, xnnpackSparse } from "./xnnpack.ts";

export interface SparseStatement {
  /** True on Arm and in WebAssembly. */
  readonly used: boolean;
  /** The first rule that fails; null where the kernels are used. */
  readonly rule: SparseRule | null;
  /** Yes or no, and why. */
  readonly text: string;
}

/** What holds for the file as it is and, where its weights are stored dense, what would hold if they were not. */
export function sparseStatement(model: Model): SparseStatement {
  const now = xnnpackSparse(model);
  if (now.failing === null) {
    const text = `Yes, on Arm and in WebAssembly: ${zerosOf(now)} and ${now.ops} ops in a row can run channels first. x86 processors with AVX unpack it and run it dense.`;
    return { used: true, rule: null, text };
  }
  const { rule, message } = now.failing;
  if (rule !== "stored-sparse") return { used: false, rule, text: `No. ${message}` };
  const then = xnnpackSparse(model, true);
  const further =
    then.failing === null
      ? `Stored sparse, it would use them: ${zerosOf(then)}.`
      : `Stored sparse, it still would not: ${lowerFirst(then.failing.message)}`;
  return { used: false, rule, text: `No. ${message} ${further}` };
}

const zerosOf = ({ zeros }: SparseVerdict): string =>
  `${(100 * (zeros ?? 0)).toFixed(1)} % of the 1x1 weights are zero (more than 66.7 % must be)`;

/** Names of ops stay in capitals. */
const lowerFirst = (text: string): string =>
  /^[A-Z][a-z]|^[A-Z] /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
