import { createStore } from "zustand/vanilla";

export interface Offline {
  /** Everything is stored: the page opens without a network. */
  readonly ready: boolean;
  /** Offers to install the page as an app; null where the browser does not, or it is installed. */
  readonly install: (() => void) | null;
}

export const offline = createStore<Offline>(() => ({ ready: false, install: null }));
