import { createContext, useContext } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { StudioState } from "../state/model.ts";
import type { StudioActions } from "../state/studio.ts";

export const StudioContext = createContext<StudioActions | null>(null);

/** What a person can do. */
export function useStudio(): StudioActions {
  const studio = useContext(StudioContext);
  if (studio === null) throw new Error("no studio around this component");
  return studio;
}

/** What is known, through a memoized selector. */
export const useStudioState = <T,>(select: (state: StudioState) => T): T =>
  useStore(useStudio().store, select);

/** The variant under the pointer or the focus, for the links between table and charts. */
export const pointedStore = createStore<{ readonly id: string | null }>(() => ({ id: null }));
export const point = (id: string | null): void => pointedStore.setState({ id });
export const useIsPointed = (id: string): boolean => useStore(pointedStore, (state) => state.id === id);
export const usePointed = (): string | null => useStore(pointedStore, (state) => state.id);
