import { InputError } from "../outcome.ts";
import { contentKey } from "./content.ts";
import type { DatasetSource, InputSource } from "./dataset-source.ts";
import { hashText, hashView } from "./hash.ts";
import type { Choice, DataOptions, ValueRange } from "./inputs/preprocess.ts";
import type { Gathered } from "./intake/arrays.ts";
import type { ResolvedLabels } from "./intake/resolve-labels.ts";
import { allocateShared } from "./numbers.ts";
import type { StoredArray } from "./reading/stored-array.ts";

/** Everything that was found, as one description, cut to the number of samples asked for. */
export function describeSource(
  gathered: Gathered,
  labels: ResolvedLabels,
  options: DataOptions,
  title: string,
): DatasetSource {
  const count = Math.min(gathered.samples, options.samples ?? gathered.samples);
  if (count <= 0) throw new InputError("empty-data", `${title} holds no samples.`);
  return finish({
    count,
    rows: Int32Array.from({ length: count }, (_, i) => i),
    provenance: { kind: "files", description: title },
    labels: labels.labels?.slice(0, count) ?? null,
    classNames: labels.classNames,
    targets: labels.targets,
    targetRows: labels.targetRows?.slice(0, count) ?? null,
    skipped: gathered.skipped,
    inputs: gathered.inputs,
  });
}

/** The source without some of its samples. */
export function withoutSamples(
  source: DatasetSource,
  lost: ReadonlySet<number>,
  skipped: DatasetSource["skipped"],
): DatasetSource {
  const kept = Int32Array.from({ length: source.count }, (_, i) => i).filter((i) => !lost.has(i));
  if (kept.length === 0) {
    throw new InputError("empty-data", `None of the samples can be decoded. ${skipped[0]?.reason ?? ""}`);
  }
  return { ...pickSamples(source, kept), skipped };
}

/** The source with these samples, in this order. */
export function pickSamples(source: DatasetSource, samples: Int32Array): DatasetSource {
  return finish({
    ...source,
    count: samples.length,
    rows: samples.map((i) => source.rows[i]!),
    labels: source.labels === null ? null : samples.map((i) => source.labels![i]!),
    targetRows: source.targetRows === null ? null : samples.map((i) => source.targetRows![i]!),
  });
}

/** The source with another range for all inputs. */
export function withRange(source: DatasetSource, range: Choice<ValueRange>): DatasetSource {
  const inputs = source.inputs.map((plan) => ({ ...plan, preprocess: { ...plan.preprocess, range } }));
  return finish({ ...source, inputs });
}

function finish(source: Omit<DatasetSource, "fingerprint">): DatasetSource {
  const labels = source.labels === null ? null : shared(source.labels);
  const inputs = source.inputs.map(({ input, preprocess, source: from }) => [
    input.name,
    input.shape,
    input.type,
    preprocess,
    sourceKey(from),
  ]);
  const fingerprint = hashText(
    JSON.stringify([
      inputs,
      hashView(source.rows),
      labels === null ? null : hashView(labels),
      source.targets && arrayKey(source.targets),
    ]),
  );
  return { ...source, labels, fingerprint };
}

function shared(labels: Int32Array): Int32Array {
  const bytes = allocateShared(labels.byteLength);
  const view = new Int32Array(bytes.buffer, 0, labels.length);
  view.set(labels);
  return view;
}

function sourceKey(source: InputSource): string {
  switch (source.kind) {
    case "array":
      return `${source.offset}|${source.axes}|${arrayKey(source.array)}`;
    case "images":
      return hashText(source.files.map((file) => contentKey(file.content)).join("\n"));
    case "audio":
      return hashText(source.files.map(contentKey).join("\n"));
  }
}

function arrayKey({ where, type, shape }: StoredArray): string {
  return `${type}|${shape}|${where.kind === "memory" ? hashView(where.bytes) : contentKey(where.content)}`;
}
