import type { KernelArgs, KernelExecutor, KernelName, KernelResult } from "../core/kernels/executor.ts";
import { Lifeline } from "../core/lifeline.ts";
import { CancelledError, type CancelSignal, InputError, type Outcome } from "../core/outcome.ts";

/** What a kernel worker answers. */
export interface KernelWorkerApi {
  run<K extends KernelName>(kernel: K, args: KernelArgs<K>): Promise<Outcome<KernelResult<K>>>;
}

/** A worker as its host started it. */
export interface KernelWorker {
  readonly api: KernelWorkerApi;
  /** Calls back with the reason when the worker has died. */
  onDeath(callback: (reason: string) => void): void;
  terminate(): void;
}

/** A worker with what ends when it dies. */
class Hand {
  private readonly life = new Lifeline<Outcome<never>>();

  constructor(private readonly worker: KernelWorker) {
    worker.onDeath((reason) => this.end(reason));
  }

  run<K extends KernelName>(kernel: K, args: KernelArgs<K>): Promise<Outcome<KernelResult<K>>> {
    return this.life.hold(this.worker.api.run(kernel, args));
  }

  end(reason: string): void {
    const message = `A worker stopped while it computed: ${reason}`;
    this.life.cut({ state: "failed", failure: { code: "worker-died", message } });
    this.worker.terminate();
  }
}

interface Task {
  readonly start: (hand: Hand) => Promise<void>;
  readonly refuse: (error: unknown) => void;
}

/** Workers are ended this long after the last kernel, and with them what their memory still holds. Milliseconds. */
const rest = 10_000;

/** A kernel that is busy this long after it was to stop loses its worker. Milliseconds. */
const patience = 1000;

/**
 * Spreads kernels over workers, one call at a time each, in the order they were asked for; several techniques
 * share it. A worker that dies is replaced and its call tried once more; one that does not stop when it should is
 * replaced as well.
 */
export class WorkerPool implements KernelExecutor {
  private readonly idle: Hand[] = [];
  private readonly queue: Task[] = [];
  private started = 0;
  private closed = false;
  private resting: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly concurrency: number,
    private readonly spawn: () => KernelWorker,
    readonly allocate: (bytes: number) => Uint8Array,
    private readonly restAfter = rest,
  ) {}

  /** Starts all workers now, so that the first calls need not wait for them. */
  start(): void {
    for (let hand = this.startHand(); hand !== null; hand = this.startHand()) this.idle.push(hand);
    if (this.load === 0) this.restLater();
  }

  /** Calls that run or wait. */
  get load(): number {
    return this.queue.length + (this.started - this.idle.length);
  }

  async run<K extends KernelName>(
    kernel: K,
    calls: readonly KernelArgs<K>[],
    options: { readonly signal?: CancelSignal; readonly onDone?: (index: number) => void } = {},
  ): Promise<KernelResult<K>[]> {
    options.signal?.throwIfCancelled();
    let stopped = false;
    const busy = new Set<Hand>();
    const work = Promise.all(
      calls.map((args, index) =>
        this.schedule(async (hand) => {
          if (stopped || options.signal?.cancelled) throw new CancelledError();
          busy.add(hand);
          try {
            const result = resultOf(await hand.run(kernel, args));
            options.onDone?.(index);
            return result;
          } finally {
            busy.delete(hand);
          }
        }),
      ),
    );
    try {
      return await withCancel(work, options.signal);
    } catch (error) {
      if (error instanceof CancelledError) {
        setTimeout(() => {
          for (const hand of busy) hand.end("it did not stop when it was told to.");
        }, patience);
      }
      throw error;
    } finally {
      stopped = true;
    }
  }

  /** Ends the workers; what runs or waits is refused. */
  close(): void {
    this.closed = true;
    clearTimeout(this.resting);
    for (const hand of this.idle.splice(0)) hand.end("it was closed.");
    for (const task of this.queue.splice(0)) task.refuse(closedError());
  }

  private schedule<T>(work: (hand: Hand) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const start = async (hand: Hand, again = true): Promise<void> => {
        try {
          resolve(await work(hand));
          this.release(hand);
        } catch (error) {
          if (!(error instanceof InputError && error.code === "worker-died")) {
            this.release(hand);
            reject(error);
            return;
          }
          this.started--;
          const next = again && !this.closed ? this.startHand() : null;
          if (next) await start(next, false);
          else {
            reject(error);
            this.pump();
          }
        }
      };
      if (this.closed) reject(closedError());
      else {
        this.queue.push({ start, refuse: reject });
        this.pump();
      }
    });
  }

  private release(hand: Hand): void {
    if (this.closed) hand.end("it was closed.");
    else this.idle.push(hand);
    this.pump();
    if (this.load === 0) this.restLater();
  }

  /** Shared memory goes only once every worker that saw it has collected its garbage, which idle ones never do. */
  private restLater(): void {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      if (this.load > 0) return;
      this.started -= this.idle.length;
      for (const hand of this.idle.splice(0)) hand.end("it had nothing to do.");
    }, this.restAfter);
    // A command that is done does not wait for it.
    if (typeof this.resting === "object") this.resting.unref();
  }

  /** Another worker where one more is allowed and can be started. */
  private startHand(): Hand | null {
    if (this.started >= this.concurrency) return null;
    try {
      const hand = new Hand(this.spawn());
      this.started++;
      return hand;
    } catch {
      return null;
    }
  }

  private pump(): void {
    while (this.queue.length > 0) {
      const hand = this.idle.pop() ?? this.startHand();
      if (hand !== null) void this.queue.shift()!.start(hand);
      else if (this.started > 0) return;
      else this.queue.shift()!.refuse(noWorkerError());
    }
  }
}

const closedError = (): InputError => new InputError("worker-died", "The workers were closed.");
const noWorkerError = (): InputError =>
  new InputError("no-worker", "No worker could be started. Close other tabs, or reload the page.");

function resultOf<T>(outcome: Outcome<T>): T {
  if (outcome.state === "done") return outcome.value;
  if (outcome.state === "cancelled") throw new CancelledError();
  throw new InputError(outcome.failure.code, outcome.failure.message, outcome.failure.place);
}

/** Rejects with CancelledError soon after the signal fires, whatever the work is doing. */
async function withCancel<T>(work: Promise<T>, signal: CancelSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let timer: ReturnType<typeof setInterval> | undefined;
  const cancelled = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      if (signal.cancelled) reject(new CancelledError());
    }, 20);
  });
  work.catch(() => {});
  try {
    return await Promise.race([work, cancelled]);
  } finally {
    clearInterval(timer);
  }
}
