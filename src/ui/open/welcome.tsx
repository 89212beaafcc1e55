import { lazy } from "react";
import { useStore } from "zustand";
import { Part } from "../look/part.tsx";
import { offline } from "../offline/offline-state.ts";
import { UnfinishedRuns } from "../parts/panels.ts";
import { useStudio, useStudioState } from "../studio.tsx";
import { openDialog } from "../tools/dialogs.ts";
import { OpenModelButton } from "./file-button.tsx";
import { TableDrawing, TradeOffDrawing, TreeDrawing } from "./illustrations.tsx";
import { isDemo, openDemoModel } from "./open-files.ts";
import "./welcome.css";

const RecentModels = lazy(() => import("../recent/recent-models.tsx"));

export function Welcome() {
  const studio = useStudio();
  const opening = useStudioState((state) => state.opening);
  const keptOffline = useStore(offline, ({ ready }) => ready);
  return (
    <div className="welcome">
      <div className="drop-area" data-busy={opening !== null}>
        <h1>{opening === null ? "Drop a .tflite model" : `Opening ${opening}`}</h1>
        <p>
          It is made smaller in every way there is, and each is measured beside the original, in this browser:
          nothing leaves your machine.
        </p>
        <div className="choices">
          <OpenModelButton className="filled large" />
          <button
            type="button"
            className="button large"
            disabled={opening !== null && isDemo(opening)}
            onClick={() => void openDemoModel(studio)}
          >
            Try the demo model
          </button>
          <button type="button" className="button large quiet" onClick={() => openDialog("ready-made")}>
            Pick a ready-made one
          </button>
        </div>
      </div>
      {keptOffline && (
        <p className="welcome-offline dim small">Stored in this browser: works without a network.</p>
      )}
      <Part broken={null}>
        <UnfinishedRuns />
        <RecentModels />
      </Part>
      <ul className="promises">
        <li>
          <TableDrawing />
          <h2>Every technique, side by side</h2>
          <p>Float16, int8, int4, 16-bit activations, pruning, clustering and training, in one table.</p>
        </li>
        <li>
          <TradeOffDrawing />
          <h2>What each one costs</h2>
          <p>Size, latency and accuracy as measured here, with the variants that no other one beats.</p>
        </li>
        <li>
          <TreeDrawing />
          <h2>Which one is yours</h2>
          <p>
            A few questions about your device and your data lead to a technique, with the figures behind it.
          </p>
        </li>
      </ul>
    </div>
  );
}
