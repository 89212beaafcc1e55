import { createStore } from "zustand/vanilla";

/** Whether the list of targets is open, so that other parts of the page can open it. */
export const targetPicker = createStore<{ readonly open: boolean }>(() => ({ open: false }));

export const pickTarget = (): void => targetPicker.setState({ open: true });
