// Which dialog is open, for everything that opens one: buttons, the command palette, shortcuts.
import { createStore } from "zustand/vanilla";

export type DialogName = "search" | "share" | "versus" | "palette" | "ready-made" | "guide";

export const dialogs = createStore<{ readonly open: DialogName | null }>(() => ({ open: null }));

export const openDialog = (open: DialogName | null): void => dialogs.setState({ open });
