// What the studio can be asked, as plain data: the same calls serve the page (through a worker) and the command
// line. Everything that crosses is cloneable; outcomes are data; model bytes never leave the engine but by `file`.
import type { ModelFacts } from "../core/graph/facts.ts";
import type { SubgraphView } from "../core/graph/view.ts";
import type { Outcome } from "../core/outcome.ts";
import type { HistogramFacts } from "./facts/answers.ts";
import type { DataFacts } from "./facts/data.ts";
import type { JobControl } from "./facts/job.ts";
import type {
  RepairFacts,
  RepairLimits,
  RepairStepFacts,
  SensitivityFacts,
  TensorError,
} from "./facts/precision.ts";
import type {
  AccuracyFacts,
  FidelityFacts,
  LatencyFacts,
  VariantFacts,
  VariantId,
  VariantRequest,
} from "./facts/variant.ts";
import type { StudioQuestions } from "./questions.ts";

/** Everything about one opened model. Calls may overlap; latency waits until nothing else runs. */
export interface StudioApi extends StudioQuestions {
  /** Opens a model; one whose opening failed leaves the earlier one open. */
  openModel(name: string, source: Blob | Uint8Array): Promise<Outcome<ModelFacts>>;
  /** Files from a drop or a picker, labels among them. Replaces earlier data. */
  openData(
    files: readonly { readonly path: string; readonly file: Blob }[],
    options: Readonly<Record<string, string>>,
    control: JobControl,
  ): Promise<Outcome<DataFacts>>;
  closeData(): Promise<void>;
  /**
   * Makes the file, checks its structure and reads it again. Its sizes are final; it is offered for download only
   * after `fidelity` has run it in the runtime and compared it with the original.
   */
  makeVariant(request: VariantRequest, control: JobControl): Promise<Outcome<VariantFacts>>;
  /**
   * Takes a file that was made earlier by the same request in place of making it: checked and read as one just made.
   */
  takeVariant(
    request: VariantRequest,
    file: Blob,
    facts: VariantFacts,
    control: JobControl,
  ): Promise<Outcome<VariantFacts>>;
  gzipSize(id: VariantId): Promise<Outcome<number>>;
  fidelity(id: VariantId, control: JobControl): Promise<Outcome<FidelityFacts>>;
  latency(
    ids: readonly VariantId[],
    control: JobControl,
    onFigure: (id: VariantId, facts: LatencyFacts) => void,
  ): Promise<Outcome<null>>;
  accuracy(id: VariantId, control: JobControl): Promise<Outcome<AccuracyFacts>>;
  /**
   * What each op of an integer variant costs in accuracy and what keeping it would cost in bytes; on up to 64
   * samples, or synthetic inputs. Progress names the op.
   */
  sensitivity(id: VariantId, control: JobControl): Promise<Outcome<SensitivityFacts>>;
  /**
   * The smallest set of ops to keep at a better precision that brings the variant within the limits, each step
   * measured on the exported file and told as it stands. Needs data. The variant itself is not changed.
   */
  repair(
    id: VariantId,
    limits: RepairLimits,
    control: JobControl,
    onStep: (step: RepairStepFacts) => void,
  ): Promise<Outcome<RepairFacts>>;
  /** Per-tensor errors of a variant, in the original's order, on up to 16 samples. */
  tensorErrors(id: VariantId, control: JobControl): Promise<Outcome<readonly TensorError[]>>;
  /** Real values of a constant as a histogram, whatever form it is stored in; `tensor` is an index of the subgraph. */
  weightHistogram(
    id: VariantId,
    subgraph: number,
    tensor: number,
    bins: number,
  ): Promise<Outcome<HistogramFacts>>;
  /**
   * What the last calibration saw of a computed tensor of the primary subgraph, by its name; null where it has not
   * seen it, or kept no histogram.
   */
  activationHistogram(tensor: string, bins: number): Promise<Outcome<HistogramFacts | null>>;
  /** The graph as it is drawn: ops, tensors, their types and quantization. */
  graph(id: VariantId): Promise<Outcome<readonly SubgraphView[]>>;
  /** The finished file. */
  file(id: VariantId): Promise<Outcome<Blob>>;
  environment(): Promise<{ readonly cores: number; readonly shared: boolean; readonly webgpu: boolean }>;
}
