import { type ReactNode, useId } from "react";
import {
  activationTable,
  guideSource,
  quantizationTable,
  type Tripled,
} from "../../core/ready-made/guide-tables.ts";
import { headline, type Row, selectRows } from "../../state/derived/rows.ts";
import { accuracyKind, accuracyMain } from "../compare/provenance.tsx";
import { Dialog } from "../look/dialog.tsx";
import { bytes, milliseconds, percent } from "../look/format.ts";
import { useStudioState } from "../studio.tsx";
import "./guide-dialog.css";

/** The guide's two published tables, each with this model's own figures in its first row. */
export default function GuideDialog({ onClose }: { readonly onClose: () => void }) {
  const rows = useStudioState(selectRows);
  const name = useStudioState((state) => state.model?.name ?? null);
  const row = (id: string): Row | null => rows.find((one) => one.id === id) ?? null;
  return (
    <Dialog title="Published figures" wide onClose={onClose}>
      <div className="dialog-body">
        <p className="dim">
          Figures published in the{" "}
          <a href={guideSource} target="_blank" rel="noreferrer">
            model optimization guide<span className="sr-only"> in a new tab</span>
          </a>
          : what to expect, not what this model does.
          {name !== null && " Its own figures, measured here, stand in the first row of each."}
        </p>
        <Published title="Post-training (dynamic range) quantization and quantization-aware training (full integer); latency on one big core of a Pixel 2, accuracy on ImageNet">
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                Model
              </th>
              <th scope="colgroup" colSpan={3}>
                Top-1
              </th>
              <th scope="colgroup" colSpan={3}>
                Latency
              </th>
              <th scope="colgroup" colSpan={2}>
                Size
              </th>
            </tr>
            <tr>
              {["original", "post-training", "trained", "original", "post-training", "trained"].map(
                (text, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list
                  <th key={i} scope="col">
                    {text}
                  </th>
                ),
              )}
              <th scope="col">original</th>
              <th scope="col">optimized</th>
            </tr>
          </thead>
          <tbody>
            {name !== null && (
              <tr className="guide-own">
                <th scope="row">{name}, here</th>
                {(["original", "dynamic-int8", "qat"] as const).map((id) => (
                  <td key={id}>{accuracyOf(row(id))}</td>
                ))}
                {(["original", "dynamic-int8", "qat"] as const).map((id) => (
                  <td key={id}>{latencyOf(row(id))}</td>
                ))}
                <td>{sizeOf(row("original"))}</td>
                <td>{sizeOf(row("dynamic-int8"))}</td>
              </tr>
            )}
            {quantizationTable.map(({ model, top1, latency, size }) => (
              <tr key={model}>
                <th scope="row">{model}</th>
                <Three of={top1} show={(value) => percent(value)} />
                <Three of={latency} show={milliseconds} />
                <td>{size.original} MB</td>
                <td>{size.optimized} MB</td>
              </tr>
            ))}
          </tbody>
        </Published>
        <Published title="Int8 weights with int8 and with int16 activations: where 16 bits are worth it">
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">Measure</th>
              <th scope="col">float32</th>
              <th scope="col">int8</th>
              <th scope="col">int16 × int8</th>
            </tr>
          </thead>
          <tbody>
            {name !== null && (
              <tr className="guide-own">
                <th scope="row">{name}, here</th>
                <td>{kindOf(row("original") ?? row("int8"))}</td>
                {(["original", "int8", "int16x8"] as const).map((id) => (
                  <td key={id}>{accuracyOf(row(id))}</td>
                ))}
              </tr>
            )}
            {activationTable.map(({ model, metric, larger, float32, int8, int16, exactMatch }) => (
              <tr key={model}>
                <th scope="row">{model}</th>
                <td>
                  {metric}
                  {!larger && <span className="dim"> (lower is better)</span>}
                </td>
                {[float32, int8, int16].map((value, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: three columns
                  <td key={i}>
                    {value}
                    {exactMatch && ` (${exactMatch[i]})`}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </Published>
      </div>
    </Dialog>
  );
}

/** A table under its title, which scrolls by itself where it is too wide. */
function Published({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <div>
      <h3 id={id}>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: so that keys can scroll it */}
      <section className="guide-scroll" aria-labelledby={id} tabIndex={0}>
        <table className="guide-table" aria-labelledby={id}>
          {children}
        </table>
      </section>
    </div>
  );
}

const Three = ({ of, show }: { readonly of: Tripled; readonly show: (value: number) => string }) => (
  <>
    <td>{show(of.original)}</td>
    <td>{show(of.postTraining)}</td>
    <td>{of.trained === null ? <span className="dim">not given</span> : show(of.trained)}</td>
  </>
);

const notYet = <span className="dim">not yet</span>;

const accuracyOf = (row: Row | null) =>
  row?.accuracy.kind === "value" ? accuracyMain(row.accuracy.value) : notYet;

const kindOf = (row: Row | null) =>
  row?.accuracy.kind === "value" ? accuracyKind(row.accuracy.value) : notYet;

const latencyOf = (row: Row | null) =>
  row?.latency.kind === "value" ? milliseconds(headline(row.latency.value)?.median ?? 0) : notYet;

const sizeOf = (row: Row | null) => (row?.size.kind === "value" ? bytes(row.size.value) : notYet);
