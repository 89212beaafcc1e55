import { useState } from "react";
import { outcomeOfError } from "../../core/outcome.ts";
import type { StorageFacts } from "../../engine/facts/answers.ts";
import { noticed } from "../../state/changes.ts";
import { headline, type Row, selectRows } from "../../state/derived/rows.ts";
import { optionOf, withOption } from "../../state/steps.ts";
import { apply } from "../../state/store.ts";
import { type Made, sameRecipe } from "../../state/variants.ts";
import { save } from "../compare/save.ts";
import { bytes, change, milliseconds } from "../look/format.ts";
import { Icon } from "../look/icons.tsx";
import { useStudio, useStudioState } from "../studio.tsx";
import { useAnswer } from "../versus/use-answer.tsx";
import "./storage.css";

/** What a device's storage holds of the file, in each form it can take, and whether sparse kernels run it. */
export default function StorageFigures({ row }: { readonly row: Row }) {
  const { outcome } = useAnswer((api) => api.storage(row.id), `${row.id} ${row.facts?.fileName} ${row.run}`);
  if (outcome?.state === "failed") return <p className="row-failure">{outcome.failure.message}</p>;
  const facts = outcome?.state === "done" ? outcome.value : null;
  return (
    <>
      <div>
        <dt>On the device</dt>
        <dd>
          {facts === null ? <span className="dim">being worked out</span> : <Forms row={row} facts={facts} />}
        </dd>
      </div>
      {(row.structured || facts?.storedSparse) && (
        <div>
          <dt>Sparse kernels</dt>
          <dd>{facts === null ? <span className="dim">being looked up</span> : facts.kernels.text}</dd>
        </div>
      )}
    </>
  );
}

function Forms({ row, facts }: { readonly row: Row; readonly facts: StorageFacts }) {
  const { file, storedSparse, sparse, micro } = facts;
  return (
    <ul className="forms">
      <li>
        {bytes(file)} with LiteRT: it reads the file as it is
        {storedSparse ? ", its sparse weights unpacked in memory when it is loaded" : ""}.
      </li>
      <SparseForm row={row} sparse={sparse} storedSparse={storedSparse} />
      {micro && (
        <li>
          {bytes(micro.file)} ({change(micro.file / file)}) with TensorFlow Lite Micro alone: {micro.tensors}{" "}
          weights as table indices of up to {micro.mostBits} bits. No other runtime loads that file.
          <MicroButton row={row} />
        </li>
      )}
    </ul>
  );
}

/** Sparse encoding: what it would take, the button that makes it a row, and both beside each other once measured. */
function SparseForm({
  row,
  sparse,
  storedSparse,
}: Pick<StorageFacts, "sparse" | "storedSparse"> & { readonly row: Row }) {
  const studio = useStudio();
  const made = useStudioState(({ variants }) => variants.find(({ id }) => id === row.id));
  const encoding = made && optionOf(made.steps, "prune", "encoding");
  const others: Made | null =
    made && encoding !== undefined
      ? { ...made, steps: withOption(made.steps, "prune", "encoding", other(encoding)) }
      : null;
  const twin = useStudioState((state) => {
    const found = others && state.variants.find((v) => sameRecipe(v, others));
    return found ? (selectRows(state).find(({ id }) => id === found.id) ?? null) : null;
  });
  if (sparse === null && !storedSparse) return null;
  const [dense, packed] = storedSparse ? [twin, row] : [row, twin];
  return (
    <>
      {sparse !== null && (
        <li>
          {bytes(sparse)} stored sparse (behind DENSIFY), which LiteRT unpacks when it loads it.
          {others !== null && twin === null && (
            <button type="button" className="button" onClick={() => studio.recipe(others)}>
              <Icon name="plus" />
              Add it stored sparse
            </button>
          )}
        </li>
      )}
      {dense?.facts && packed?.facts && (
        <li>
          <ul className="beside" aria-label="Stored dense and stored sparse">
            <Beside name="dense" row={dense} />
            <Beside name="sparse" row={packed} />
          </ul>
        </li>
      )}
    </>
  );
}

const other = (encoding: unknown): string => (encoding === "sparse" ? "dense" : "sparse");

function Beside({ name, row: { size, gzip, latency } }: { readonly name: string; readonly row: Row }) {
  const figure = latency.kind === "value" ? headline(latency.value) : null;
  const value = (cell: Row["size"]): string => (cell.kind === "value" ? bytes(cell.value) : "–");
  return (
    <li>
      <span>{name}</span>
      <span>{value(size)} file</span>
      <span>{value(gzip)} gzip</span>
      <span>{figure ? `${milliseconds(figure.median)} here` : "latency not yet measured"}</span>
    </li>
  );
}

function MicroButton({ row }: { readonly row: Row }) {
  const studio = useStudio();
  const [busy, setBusy] = useState(false);
  const fetch = async (): Promise<void> => {
    setBusy(true);
    const outcome = await studio.api.microFile(row.id).catch(outcomeOfError);
    setBusy(false);
    if (outcome.state === "failed") apply(studio.store, noticed("error", outcome.failure.message));
    if (outcome.state === "done" && row.facts) save(outcome.value, microName(row.facts.fileName));
  };
  return (
    <button type="button" className="button" disabled={busy} onClick={() => void fetch()}>
      <Icon name="download" />
      Download for TensorFlow Lite Micro only
    </button>
  );
}

/** `net.cluster.tflite` → `net.cluster.micro-only.tflite`. */
const microName = (fileName: string): string => fileName.replace(/(\.tflite)?$/i, ".micro-only.tflite");
