import { useState } from "react";
import { bundledPath } from "../../core/ready-made/bundled.ts";
import {
  findReadyMade,
  npmAddress,
  type ReadyMadeModel,
  readyMade,
  readyMadeDate,
  type Task,
} from "../../core/ready-made/models.ts";
import { Dialog } from "../look/dialog.tsx";
import { bytes } from "../look/format.ts";
import { openBundled } from "../open/open-files.ts";
import { useStudio } from "../studio.tsx";
import "./ready-made.css";

const tasks: readonly Task[] = [...new Set(readyMade.map(({ task }) => task))];
const sizes = [500_000, 1_000_000, 5_000_000];

/** Published models by task and size: those that come with the page open here, the others where they are published. */
export default function ReadyMadeDialog({ onClose }: { readonly onClose: () => void }) {
  const [task, setTask] = useState<Task | null>(null);
  const [most, setMost] = useState(Number.POSITIVE_INFINITY);
  const found = findReadyMade(task, most);
  return (
    <Dialog title="Ready-made models" wide onClose={onClose}>
      <div className="dialog-body">
        <p className="dim">
          Published models for common tasks, as of {readyMadeDate}. Those with “Open” come with this page; the
          others are downloaded from their publisher, then dropped here.
        </p>
        <div className="ready-made-filters">
          <label>
            Task
            <select
              className="field"
              value={task ?? ""}
              onChange={(event) => setTask(tasks.find((one) => one === event.currentTarget.value) ?? null)}
            >
              <option value="">any</option>
              {tasks.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </label>
          <label>
            Size
            <select
              className="field"
              value={Number.isFinite(most) ? most : ""}
              onChange={(event) => setMost(Number(event.currentTarget.value || Number.POSITIVE_INFINITY))}
            >
              <option value="">any</option>
              {sizes.map((size) => (
                <option key={size} value={size}>
                  up to {bytes(size)}
                </option>
              ))}
            </select>
          </label>
        </div>
        {found.length === 0 && <p className="dim">None is that small. Allow more, or optimize one.</p>}
        <ul className="ready-made">
          {found.map((model) => (
            <Entry key={`${model.name} ${model.weights}`} model={model} onOpened={onClose} />
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

function Entry({ model, onOpened }: { readonly model: ReadyMadeModel; readonly onOpened: () => void }) {
  const studio = useStudio();
  const path = bundledPath(model);
  const address = model.download ?? npmAddress(model);
  const open = (from: string) => {
    onOpened();
    void openBundled(studio, from);
  };
  const [height, width] = model.input;
  return (
    <li>
      <div>
        <strong>{model.name}</strong>
        <span className="line dim small">
          {bytes(model.bytes)} · {model.weights} weights · {height} × {width} pixels · {model.license}
        </span>
        <span className="line dim small">
          {model.task}
          {model.accuracy && ` · ${model.accuracy}`} ·{" "}
          <a href={model.source} target="_blank" rel="noreferrer">
            source<span className="sr-only"> of {model.name} in a new tab</span>
          </a>
        </span>
      </div>
      {path !== null ? (
        <button type="button" className="button" onClick={() => open(path)}>
          Open<span className="sr-only"> {model.name}</span>
        </button>
      ) : (
        address && (
          <a className="button" href={address} target="_blank" rel="noreferrer">
            Download<span className="sr-only"> {model.name} from its publisher, in a new tab</span>
          </a>
        )
      )}
    </li>
  );
}
