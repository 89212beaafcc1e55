// Keys of the whole page: Ctrl or ⌘ with K for the palette, with Z to undo, single letters for its first actions.
import type { StudioActions } from "../../state/studio.ts";
import { undoLast } from "../../state/undo.ts";
import { dialogs, openDialog } from "../tools/dialogs.ts";

/** Whether a key pressed there writes or chooses something. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.closest("input, select, textarea, [role=combobox], [role=listbox], dialog") !== null);

export function followShortcuts(studio: StudioActions): () => void {
  const press = (event: KeyboardEvent): void => {
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      openDialog(dialogs.getState().open === "palette" ? null : "palette");
      return;
    }
    if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
      if (isTyping(event.target) || dialogs.getState().open !== null) return;
      event.preventDefault();
      void undoLast();
      return;
    }
    const bare = !(event.ctrlKey || event.metaKey || event.altKey);
    if (!bare || event.repeat || dialogs.getState().open !== null || isTyping(event.target)) return;
    const key = event.key.toLowerCase();
    if (!/^[a-z]$/.test(key)) return;
    void import("./actions.ts").then(({ actionsFor }) =>
      actionsFor(studio.store.getState(), studio)
        .find((action) => action.key === key)
        ?.run(),
    );
  };
  window.addEventListener("keydown", press);
  return () => window.removeEventListener("keydown", press);
}
