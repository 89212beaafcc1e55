import { begun } from "../remote/begun.ts";
import type { Endpoint } from "../remote/comlink.ts";

/** A worker, or the several that were started for it. What is sent before it has begun waits. */
export interface StartedWorker extends Endpoint {
  /** Calls back once, with the reason, when the worker has died or none has begun. */
  onDeath(callback: (reason: string) => void): void;
  terminate(): void;
}

/** Another worker is started beside one that has not begun after so many milliseconds. */
const patience = 5000;
/** Workers that are tried beside each other. */
const most = 3;
/** So many times the patience is waited in all. Steps, as a device's sleep then counts for one of them at most. */
const steps = 12;

/**
 * Starts a worker that is sure to begin or to be reported. A browser may let a worker's script wait for ever without an
 * error: where too many workers wait for a place, or (Firefox, when a debugger is attached) where one starts inside
 * another. Several are then tried, the first to begin is taken and the others end, so that a slow one loses nothing.
 * `spawn` may throw; the worker's script must post `begun`.
 */
export const startWorker = (spawn: () => Worker): StartedWorker => new Starting(spawn);

class Starting implements StartedWorker {
  private readonly candidates = new Set<Worker>();
  private chosen: Worker | null = null;
  private death: string | null = null;
  private readonly mourners: ((reason: string) => void)[] = [];
  private readonly unsent: { readonly message: unknown; readonly moved: Transferable[] }[] = [];
  private listeners: Parameters<Endpoint["addEventListener"]>[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly spawn: () => Worker) {
    this.try();
    this.wait(1);
  }

  postMessage(message: unknown, moved: Transferable[] = []): void {
    if (this.chosen) this.chosen.postMessage(message, moved);
    else if (this.death === null) this.unsent.push({ message, moved });
  }

  addEventListener(...listening: Parameters<Endpoint["addEventListener"]>): void {
    if (this.chosen) this.chosen.addEventListener(...listening);
    else this.listeners.push(listening);
  }

  removeEventListener(...listening: Parameters<Endpoint["removeEventListener"]>): void {
    this.chosen?.removeEventListener(...listening);
    this.listeners = this.listeners.filter(([, listener]) => listener !== listening[1]);
  }

  onDeath(callback: (reason: string) => void): void {
    if (this.death === null) this.mourners.push(callback);
    else callback(this.death);
  }

  terminate(): void {
    this.mourners.length = 0;
    this.die("it was ended.");
  }

  private try(): void {
    const worker = this.spawn();
    this.candidates.add(worker);
    worker.addEventListener("message", ({ data }) => {
      if (data === begun && this.chosen === null && this.candidates.has(worker)) this.choose(worker);
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.lose(worker, event.message || "it could not be loaded or ran out of memory.");
    });
    worker.addEventListener("messageerror", () => this.lose(worker, "a message of it could not be read."));
  }

  private wait(step: number): void {
    this.timer = setTimeout(() => {
      if (step === steps)
        return this.die(
          `it did not start within ${(steps * patience) / 1000} seconds. Close other tabs, or reload the page.`,
        );
      if (step < most) {
        try {
          this.try();
        } catch {
          // Those that were started may still begin.
        }
      }
      this.wait(step + 1);
    }, patience);
  }

  private choose(worker: Worker): void {
    clearTimeout(this.timer);
    this.chosen = worker;
    for (const other of this.candidates) if (other !== worker) other.terminate();
    this.candidates.clear();
    this.candidates.add(worker);
    for (const listening of this.listeners.splice(0)) worker.addEventListener(...listening);
    for (const { message, moved } of this.unsent.splice(0)) worker.postMessage(message, moved);
  }

  /** One of them has failed: the worker has, unless others may still begin. */
  private lose(worker: Worker, reason: string): void {
    if (!this.candidates.delete(worker)) return;
    worker.terminate();
    if (this.candidates.size === 0) this.die(reason);
  }

  private die(reason: string): void {
    if (this.death !== null) return;
    this.death = reason;
    clearTimeout(this.timer);
    for (const worker of this.candidates) worker.terminate();
    this.candidates.clear();
    this.unsent.length = 0;
    for (const tell of this.mourners.splice(0)) tell(reason);
  }
}
