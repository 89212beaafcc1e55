import { type Failure, InputError } from "../../core/outcome.ts";
import {
  type AccuracyFacts,
  type FidelityFacts,
  type LatencyFacts,
  original,
  type VariantFacts,
} from "../../engine/facts/variant.ts";
import { unwrap } from "../../engine/studio.ts";
import { techniques } from "../../techniques/index.ts";
import type { Arguments } from "../arguments.ts";
import { wantedOf } from "../recipe.ts";
import { checkSettings, withSession } from "../session.ts";
import { formatBytes, formatTable, print } from "../terminal.ts";

/** One line of the comparison; a failed variant keeps its reason. */
interface Row {
  readonly techniques: string;
  readonly label: string;
  facts: VariantFacts | null;
  gzip: number | null;
  fidelity: FidelityFacts | null;
  accuracy: AccuracyFacts | null;
  latency: LatencyFacts | null;
  error: string | null;
}

/** Makes several variants and measures size, fidelity, accuracy and latency of each beside the original. */
export async function compare(args: Arguments): Promise<void> {
  const wanted =
    args.techniques
      ?.split(",")
      .map((t) => t.trim())
      .filter(Boolean) ?? defaults(args.data !== undefined);
  const lists = [...new Set(wanted)].map((text) => ({ text, ...wantedOf(text, args) }));
  const settable = lists.flatMap((list) => list.settable);
  checkSettings(settable, args);
  await withSession(args, async ({ studio, control }) => {
    const rows: Row[] = [newRow(original, "Original")];
    for (const { text, steps, rules } of lists) {
      const row = newRow(text, text);
      rows.push(row);
      const made = await studio.makeVariant({ id: text, steps, rules }, control);
      if (made.state === "done") row.facts = made.value;
      else if (made.state === "failed" && isOfUse(made.failure)) unwrap(made);
      else row.error = made.state === "failed" ? made.failure.message : "cancelled";
    }
    const good = rows.filter((r) => r.error === null);
    for (const row of good) {
      row.gzip = unwrap(await studio.gzipSize(row.techniques));
      try {
        row.fidelity = unwrap(await studio.fidelity(row.techniques, control));
        if (studio.data !== null) row.accuracy = unwrap(await studio.accuracy(row.techniques, control));
      } catch (error) {
        row.error = (error as Error).message;
      }
    }
    const measurable = rows.filter((r) => r.error === null);
    unwrap(
      await studio.latency(
        measurable.map((r) => r.techniques),
        control,
        (id, facts) => {
          const row = rows.find((r) => r.techniques === id);
          if (row) row.latency = facts;
        },
      ),
    );
    if (args.json) print(JSON.stringify({ model: studio.facts, rows }, infinities, 2));
    else printRows(rows, studio.facts.bytes);
    // Sizes stay; where the original itself cannot be judged, nothing else could be compared.
    if (rows[0]!.error !== null) throw new InputError("no-comparison", rows[0]!.error);
  });
}

/** What is wrong with the call and not with one technique's way with the model. */
const isOfUse = ({ code }: Failure): boolean => ["bad-option", "wrong-order"].includes(code);

const newRow = (ids: string, label: string): Row => ({
  techniques: ids,
  label,
  facts: null,
  gzip: null,
  fidelity: null,
  accuracy: null,
  latency: null,
  error: null,
});

const defaults = (hasData: boolean): string[] =>
  techniques
    .filter((t) => t.kind === "quantization" && t.id !== "qat" && (t.data !== "required" || hasData))
    .map((t) => t.id);

/** JSON has no infinity: an exact match has an SQNR of "Infinity". */
const infinities = (_: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;

function printRows(rows: readonly Row[], originalBytes: number): void {
  const percent = (v: number): string => `${(100 * v).toFixed(2)} %`;
  const head = ["technique", "size", "ratio", "gzip", "cosine", "SQNR dB", "agreement", "top-1", "median ms"];
  // What was made has its size, whatever else became of it.
  const lines = rows
    .filter(({ error, gzip }) => error === null || gzip !== null)
    .map((row) => {
      const size = row.facts?.size.file ?? originalBytes;
      const cosine = row.accuracy?.cosine.value ?? row.fidelity?.outputs[0]?.cosine;
      const sqnr = row.accuracy?.sqnr ?? row.fidelity?.outputs[0]?.sqnr;
      const latency = row.latency?.oneThread ?? row.latency?.allThreads;
      return [
        row.label,
        formatBytes(size),
        percent(size / originalBytes),
        row.gzip === null ? "" : formatBytes(row.gzip),
        cosine?.toFixed(5) ?? "",
        sqnr === undefined ? "" : Number.isFinite(sqnr) ? sqnr.toFixed(1) : "exact",
        row.accuracy?.agreement ? percent(row.accuracy.agreement.value) : "",
        row.accuracy?.top1 ? percent(row.accuracy.top1.value) : "",
        latency ? latency.median.toFixed(2) : "",
      ];
    });
  print(formatTable([head, ...lines]));
  // The original's reason ends the command.
  const failed = rows.filter(({ error }) => error !== null && error !== rows[0]!.error);
  for (const { label, error } of failed) print(`${label}: failed: ${error}`);
  const { fidelity, accuracy } = rows[0]!;
  if (accuracy) print(`on ${accuracy.samples} samples: ${accuracy.source}`);
  else if (fidelity)
    print(
      `on ${fidelity.samples} ${fidelity.synthetic ? "synthetic inputs" : "samples"}: ${fidelity.source}`,
    );
}
