import { lazy, useEffect } from "react";
import { Part } from "./look/part.tsx";
import { DropVeil } from "./open/drop-veil.tsx";
import { Welcome } from "./open/welcome.tsx";
import { followShortcuts } from "./palette/shortcuts.ts";
import { Header } from "./shell/header.tsx";
import { Notices } from "./shell/notices.tsx";
import { useStudio, useStudioState } from "./studio.tsx";
import { OpenDialog } from "./tools/open-dialog.tsx";
import { UndoToast } from "./undo/undo-toast.tsx";

const loadWorkbench = () => import("./workbench.tsx");
const Workbench = lazy(loadWorkbench);

export function App() {
  const hasModel = useStudioState((state) => state.model !== null);
  const studio = useStudio();
  useEffect(preload, []);
  useEffect(() => followShortcuts(studio), [studio]);
  return (
    <>
      <Header />
      <Notices />
      <main>
        {hasModel ? (
          <Part>
            <Workbench />
          </Part>
        ) : (
          <Welcome />
        )}
      </main>
      <DropVeil />
      <OpenDialog />
      <UndoToast />
    </>
  );
}

/** Fetches what a model will need while a person still looks for one, a piece at a time. */
function preload(): () => void {
  let stopped = false;
  const pieces = [
    loadWorkbench,
    () => import("./tree/decision-tree.tsx"),
    () => import("./tradeoffs/trade-offs.tsx"),
    () => import("./tradeoffs/size-chart.tsx"),
    () => import("./tradeoffs/trade-off-chart.tsx"),
  ];
  const next = () => {
    const piece = stopped ? undefined : pieces.shift();
    // A piece that fails to load now is asked for again when it is needed.
    if (piece) void piece().then(whenIdle, () => {});
  };
  const whenIdle = () => {
    if ("requestIdleCallback" in window) requestIdleCallback(next, { timeout: 2000 });
    else setTimeout(next, 200);
  };
  whenIdle();
  return () => {
    stopped = true;
  };
}
