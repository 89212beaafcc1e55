import { lazy, useEffect } from "react";
import { useStore } from "zustand";
import { partGone } from "../../core/outcome.ts";
import { noticed } from "../../state/changes.ts";
import { apply } from "../../state/store.ts";
import { Part } from "../look/part.tsx";
import { useStudio, useStudioState } from "../studio.tsx";
import { type DialogName, dialogs, openDialog } from "./dialogs.ts";

const parts: Readonly<Record<DialogName, React.LazyExoticComponent<React.FC<{ onClose: () => void }>>>> = {
  search: lazy(() => import("../search/search-dialog.tsx")),
  palette: lazy(() => import("../palette/palette.tsx")),
  versus: lazy(() => import("../versus/versus-dialog.tsx")),
  "ready-made": lazy(() => import("../ready-made/ready-made-dialog.tsx")),
  guide: lazy(() => import("../tree/guide-dialog.tsx")),
  share: lazy(() => import("../share/share-dialog.tsx")),
};

const withoutModel: readonly DialogName[] = ["palette", "ready-made", "guide"];

/** The dialog that is asked for, loaded when it first is. */
export function OpenDialog() {
  const open = useStore(dialogs, (state) => state.open);
  const hasModel = useStudioState((state) => state.model !== null);
  // What a dialog shows is of one model: for another it starts anew.
  const session = useStudioState((state) => state.session);
  // Going back leads away from what a dialog was opened on.
  useEffect(() => {
    window.addEventListener("popstate", close);
    return () => window.removeEventListener("popstate", close);
  }, []);
  if (open === null || (!hasModel && !withoutModel.includes(open))) return null;
  const Shown = parts[open];
  return (
    <Part key={open} broken={<NotLoaded />}>
      <Shown key={session} onClose={close} />
    </Part>
  );
}

const close = (): void => openDialog(null);

/** A dialog that cannot be loaded is said above the page, as it has no place of its own. */
function NotLoaded() {
  const { store } = useStudio();
  useEffect(() => {
    apply(store, noticed("error", `${partGone} Reload the page.`));
    close();
  }, [store]);
  return null;
}
