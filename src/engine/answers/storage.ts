import { unpackWeights } from "../../core/graph/unpack-weights.ts";
import type { KernelExecutor } from "../../core/kernels/executor.ts";
import { InputError, neverCancelled } from "../../core/outcome.ts";
import { encodeSparse } from "../../core/sparse/encode.ts";
import { sparseStatement } from "../../core/sparse/statement.ts";
import { isOperator, type Model } from "../../core/tflite/model.ts";
import { readModel } from "../../core/tflite/read.ts";
import { verifyFlatbuffer } from "../../core/tflite/verify.ts";
import { writeModel } from "../../core/tflite/write.ts";
import { compressForMicro } from "../../core/tflm/compress.ts";
import { differenceToMicro } from "../../core/tflm/decode.ts";
import type { MicroFacts, StorageFacts } from "../facts/answers.ts";

/** An export is worth offering from this saving on. */
const worthwhile = 0.95;

export interface MicroFile extends MicroFacts {
  readonly bytes: Uint8Array;
}

/** What a device's storage would hold, in each form that the file can take. */
export async function storageFacts(
  { model, bytes }: { readonly model: Model; readonly bytes: Uint8Array },
  kernels: KernelExecutor,
): Promise<StorageFacts> {
  const storedSparse = model.subgraphs.some((g) =>
    g.operators.some((op) => isOperator(model, op, "DENSIFY")),
  );
  const sparse = storedSparse ? null : encodeSparse(model);
  const sparseSize = sparse === null || sparse.encoded.length === 0 ? null : writeModel(sparse.model).length;
  const micro = await microFile(model, kernels);
  return {
    file: bytes.length,
    storedSparse,
    sparse: sparseSize !== null && sparseSize < bytes.length ? sparseSize : null,
    micro: micro !== null && micro.file < worthwhile * bytes.length ? factsOf(micro) : null,
    kernels: sparseStatement(model),
  };
}

const factsOf = ({ file, tensors, mostBits }: MicroFile): MicroFacts => ({ file, tensors, mostBits });

/**
 * The model with its weights as table indices, for TensorFlow Lite Micro alone; null where no weight gets smaller.
 * Tables stand for plain weights, so float16 and sparse ones are unpacked first. The file was opened again, decoded, and compared with the model; throws InputError `bad-output` where they differ.
 */
export async function microFile(packed: Model, kernels: KernelExecutor): Promise<MicroFile | null> {
  const model = await unpackWeights(packed, { kernels, signal: neverCancelled });
  const { model: micro, tensors } = compressForMicro(model);
  if (tensors.length === 0) return null;
  const bytes = writeModel(micro);
  verifyFlatbuffer(bytes, { strict: true });
  const difference = differenceToMicro(model, readModel(bytes));
  if (difference !== null) {
    throw new InputError(
      "bad-output",
      `The export did not pass its check, so it is not offered: ${difference}.`,
    );
  }
  const mostBits = Math.max(...tensors.map((t) => t.bitsPerIndex));
  return { bytes, file: bytes.length, tensors: tensors.length, mostBits };
}

/** As `microFile`, where somebody asked for it. Throws InputError `not-clustered`. */
export async function forMicro(model: Model, kernels: KernelExecutor): Promise<MicroFile> {
  const made = await microFile(model, kernels);
  if (made === null) {
    throw new InputError(
      "not-clustered",
      "No weight has few enough different values (at most 128) to be stored as table indices. Cluster first.",
    );
  }
  return made;
}
