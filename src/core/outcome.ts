/** How a piece of work ended, as data: nothing is thrown across a worker border. */
export type Outcome<T> =
  | { readonly state: "done"; readonly value: T }
  | { readonly state: "cancelled" }
  | { readonly state: "failed"; readonly failure: Failure };

/** Why something could not be done, in words for a person, with the place where it happened. */
export interface Failure {
  /** A stable, machine-readable name, e.g. `truncated-file`. */
  readonly code: string;
  /** One plain sentence: what is wrong and, where it helps, what to do. */
  readonly message: string;
  /** Where: an op, a tensor or a byte offset, when one is to blame. */
  readonly place?: { readonly op?: string; readonly tensor?: string; readonly byte?: number };
}

/** Thrown inside the core for anything wrong with what the user gave; caught at borders and turned into data. */
export class InputError extends Error {
  readonly code: string;
  readonly place: Failure["place"];
  constructor(code: string, message: string, place?: Failure["place"]) {
    super(message);
    this.name = "InputError";
    this.code = code;
    this.place = place;
  }
}

/** Thrown by {@link CancelSignal.throwIfCancelled}. */
export class CancelledError extends Error {
  constructor() {
    super("cancelled");
    this.name = "CancelledError";
  }
}

export const done = <T>(value: T): Outcome<T> => ({ state: "done", value });

/** Said where code that is loaded when it is needed does not come. */
export const partGone = "This part could not be shown: the page was updated, or the network is gone.";

/** What browsers and the page's own loader throw then, with an address that tells a person nothing. */
const notLoaded = /dynamically imported module|Importing a module script failed|Unable to preload CSS/i;

/** Anything that was thrown, in words for a person. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return notLoaded.test(message) ? `${partGone} Reload the page.` : message || "unknown error";
}

/** Turns anything that was thrown into an outcome. */
export function outcomeOfError(error: unknown): Outcome<never> {
  if (error instanceof CancelledError) return { state: "cancelled" };
  if (error instanceof InputError) {
    return { state: "failed", failure: { code: error.code, message: error.message, place: error.place } };
  }
  return { state: "failed", failure: { code: "internal", message: messageOf(error) } };
}

/** Asks running work to stop. In workers it reads a flag in shared memory, so that a busy loop sees it too. */
export interface CancelSignal {
  readonly cancelled: boolean;
  throwIfCancelled(): void;
}

/** A signal that never fires, for tests and for work that is too short to cancel. */
export const neverCancelled: CancelSignal = { cancelled: false, throwIfCancelled() {} };

/** A cancel flag over one int32; share the buffer with workers to stop them as well. */
export function sharedCancelSignal(flag: Int32Array): CancelSignal {
  return {
    get cancelled() {
      return Atomics.load(flag, 0) !== 0;
    },
    throwIfCancelled() {
      if (Atomics.load(flag, 0) !== 0) throw new CancelledError();
    },
  };
}

/** How far some work has come. `subject` names the tensor, op or sample in hand. */
export interface Progress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly subject?: string;
}
export type OnProgress = (progress: Progress) => void;

/** Makes the compiler name the case that a switch forgot. */
export function assertUnreachable(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
