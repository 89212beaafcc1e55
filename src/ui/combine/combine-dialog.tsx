import { useEffect, useRef, useState } from "react";
import { catalog } from "../../state/catalog.ts";
import { labelOf, needsData } from "../../state/variants.ts";
import type { Step } from "../../techniques/pipeline.ts";
import type { TechniqueId } from "../../techniques/technique.ts";
import { Icon } from "../look/icons.tsx";
import { useStudio, useStudioState } from "../studio.tsx";
import "../look/dialog.css";
import "./combine.css";

const structures = catalog.filter((meta) => meta.kind === "structure");
const quantizations = catalog.filter((meta) => meta.kind === "quantization");

/** Puts a combination together in the one order that works: structure first, then a quantization. */
export function CombineButton() {
  const studio = useStudio();
  const hasData = useStudioState((state) => state.data.state === "done");
  const dialog = useRef<HTMLDialogElement>(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (open) dialog.current?.showModal();
  }, [open]);
  const [chosen, setChosen] = useState<readonly TechniqueId[]>(["prune"]);
  const [quantization, setQuantization] = useState<TechniqueId | "none">("int8");
  const ids: TechniqueId[] = [
    ...structures.map(({ id }) => id).filter((id) => chosen.includes(id)),
    ...(quantization === "none" ? [] : [quantization]),
  ];
  const steps: Step[] = ids.map((technique) => ({ technique, options: {} }));
  const toggle = (id: TechniqueId) =>
    setChosen((now) => (now.includes(id) ? now.filter((other) => other !== id) : [...now, id]));
  return (
    <>
      <button type="button" className="button quiet" onClick={() => setOpen(true)}>
        <Icon name="plus" />
        Add a combination
      </button>
      {open && (
        <dialog
          ref={dialog}
          className="dialog"
          aria-labelledby="combine-title"
          onClose={() => setOpen(false)}
        >
          <form
            method="dialog"
            onSubmit={() => {
              if (steps.length > 0) studio.combine(steps);
            }}
          >
            <h2 id="combine-title">Add a combination</h2>
            <p className="dim">
              Pruning and clustering come first: what quantization rounds afterwards stays zero, and stays
              few.
            </p>
            <fieldset className="checks">
              <legend>Simplify the weights</legend>
              {structures.map(({ id, label, summary }) => (
                <label key={id}>
                  <input
                    type="checkbox"
                    className="switch"
                    checked={chosen.includes(id)}
                    onChange={() => toggle(id)}
                  />
                  <span>
                    <strong>{label}</strong> <span className="dim small">{summary}</span>
                  </span>
                </label>
              ))}
            </fieldset>
            <label className="pick">
              Then quantize
              <select
                className="field"
                value={quantization}
                onChange={(event) => setQuantization(event.currentTarget.value as typeof quantization)}
              >
                <option value="none">not at all</option>
                {quantizations.map(({ id, label }) => (
                  <option key={id} value={id}>
                    {label}
                  </option>
                ))}
              </select>
            </label>
            <p aria-live="polite">
              {steps.length === 0 ? "Choose at least one." : <strong>{labelOf(steps)}</strong>}
              {needsData({ steps }) && !hasData && (
                <span className="dim"> needs data, and waits for it.</span>
              )}
            </p>
            <div className="dialog-buttons">
              <button type="button" className="button" onClick={() => dialog.current?.close()}>
                Cancel
              </button>
              <button type="submit" className="button filled" disabled={steps.length === 0}>
                Add
              </button>
            </div>
          </form>
        </dialog>
      )}
    </>
  );
}
