import { createStore, type StoreApi } from "zustand/vanilla";
import type { Change } from "./changes.ts";
import { emptyState, type StudioState } from "./model.ts";

export type StudioStore = StoreApi<StudioState>;

export const createStudioStore = (): StudioStore => createStore(() => emptyState);

/** The one way to change the state. */
export const apply = (store: StudioStore, ...changes: readonly Change[]): void =>
  store.setState((state) => changes.reduce((now, change) => change(now), state), true);
