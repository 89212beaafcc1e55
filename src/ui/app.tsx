import { useDeferredValue, useEffect } from "react";
import { inIdleTurn } from "./look/idle.ts";
import { Part } from "./look/part.tsx";
import { DropVeil } from "./open/drop-veil.tsx";
import { Welcome } from "./open/welcome.tsx";
import { followShortcuts } from "./palette/shortcuts.ts";
import { fetchedAhead } from "./parts/fetched-ahead.ts";
import { Workbench } from "./parts/workbench.ts";
import { Header } from "./shell/header.tsx";
import { Notices } from "./shell/notices.tsx";
import { useStudio, useStudioState } from "./studio.tsx";
import { OpenDialog } from "./tools/open-dialog.tsx";
import { UndoToast } from "./undo/undo-toast.tsx";

export function App() {
  // Deferred, so that React draws all that a model brings a few milliseconds at a time.
  const hasModel = useDeferredValue(useStudioState((state) => state.model !== null));
  const studio = useStudio();
  useEffect(preload, []);
  useEffect(() => followShortcuts(studio), [studio]);
  const model = useStudioState((state) => state.model?.fingerprint);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another model is looked at from its head
  useEffect(() => {
    scrollTo({ top: 0 });
  }, [model]);
  return (
    <>
      <Header />
      <Notices />
      <main>
        {hasModel ? (
          <Part fallback={<p className="waits dim">Loading the tools for the model…</p>}>
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
  const pieces = [...fetchedAhead];
  let callOff = (): void => {};
  const next = () => {
    // A piece that fails to load now is asked for again when it is needed.
    const again = () => {
      callOff = inIdleTurn(next);
    };
    void pieces
      .shift()?.()
      .then(again, () => {});
  };
  callOff = inIdleTurn(next);
  return () => callOff();
}
