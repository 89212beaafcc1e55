// What can be taken back, the newest first, for the page's lifetime.
import { createStore } from "zustand/vanilla";

export interface Undoable {
  readonly id: number;
  /** What was done, as a sentence without its full stop. */
  readonly text: string;
  /** Whether it still can be taken back. */
  readonly possible: () => boolean;
  readonly undo: () => void | Promise<void>;
}

export interface Undo {
  readonly stack: readonly Undoable[];
  /** What the page tells of at the moment, with a button. */
  readonly told: Undoable | null;
}

const most = 50;

export const undoStore = createStore<Undo>(() => ({ stack: [], told: null }));

/** Notes something that was done; `quiet` where a person sees it and needs no word about it. */
export function did(step: Omit<Undoable, "id">, quiet = false): void {
  const { stack, told } = undoStore.getState();
  const noted = { ...step, id: 1 + (stack.at(-1)?.id ?? 0) };
  undoStore.setState({ stack: [...stack, noted].slice(-most), told: quiet ? told : noted });
}

/** Takes back the newest step that can be; false where there is none. */
export async function undoLast(): Promise<boolean> {
  const { stack } = undoStore.getState();
  const step = stack.findLast(({ possible }) => possible());
  undoStore.setState({ stack: stack.slice(0, step ? stack.indexOf(step) : 0), told: null });
  await step?.undo();
  return step !== undefined;
}

export const hushUndo = (): void => undoStore.setState({ told: null });
