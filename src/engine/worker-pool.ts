import type { KernelArgs, KernelExecutor, KernelName, KernelResult } from "../core/kernels/executor.ts";
import { CancelledError, type CancelSignal, InputError, type Outcome } from "../core/outcome.ts";

/** What a kernel worker answers. */
export interface KernelWorkerApi {
  run<K extends KernelName>(kernel: K, args: KernelArgs<K>): Promise<Outcome<KernelResult<K>>>;
}

/** A worker as its host started it. */
export interface KernelWorker {
  readonly api: KernelWorkerApi;
  /** Settles when the worker has died, with the reason. */
  readonly death: Promise<string>;
  terminate(): void;
}

interface Task {
  readonly start: (worker: KernelWorker) => Promise<void>;
}

/**
 * Spreads kernels over workers, one call at a time each, in the order they were asked for; several techniques
 * share it. A worker that dies is replaced and its call tried once more.
 */
export class WorkerPool implements KernelExecutor {
  private readonly idle: KernelWorker[] = [];
  private readonly queue: Task[] = [];
  private started = 0;
  private closed = false;

  constructor(
    readonly concurrency: number,
    private readonly spawn: () => KernelWorker,
    readonly allocate: (bytes: number) => Uint8Array,
  ) {}

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
    const work = Promise.all(
      calls.map((args, index) =>
        this.schedule(async (worker) => {
          if (stopped || options.signal?.cancelled) throw new CancelledError();
          const result = await this.call(worker, kernel, args);
          options.onDone?.(index);
          return result;
        }),
      ),
    );
    try {
      return await withCancel(work, options.signal);
    } finally {
      stopped = true;
    }
  }

  close(): void {
    this.closed = true;
    for (const worker of this.idle.splice(0)) worker.terminate();
  }

  private async call<K extends KernelName>(
    worker: KernelWorker,
    kernel: K,
    args: KernelArgs<K>,
  ): Promise<KernelResult<K>> {
    const died = worker.death.then(
      (reason): Outcome<never> => ({
        state: "failed",
        failure: { code: "worker-died", message: `A worker stopped while it computed: ${reason}` },
      }),
    );
    const outcome = await Promise.race([worker.api.run(kernel, args), died]);
    if (outcome.state === "done") return outcome.value;
    if (outcome.state === "cancelled") throw new CancelledError();
    throw new InputError(outcome.failure.code, outcome.failure.message, outcome.failure.place);
  }

  private schedule<T>(work: (worker: KernelWorker) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const start = async (worker: KernelWorker, again = true): Promise<void> => {
        try {
          resolve(await work(worker));
          this.release(worker);
        } catch (error) {
          if (!(error instanceof InputError && error.code === "worker-died")) {
            this.release(worker);
            reject(error);
          } else if (again && !this.closed) {
            worker.terminate();
            await start(this.spawn(), false);
          } else {
            worker.terminate();
            this.release(this.spawn());
            reject(error);
          }
        }
      };
      this.queue.push({ start });
      this.pump();
    });
  }

  private release(worker: KernelWorker): void {
    if (this.closed) worker.terminate();
    else this.idle.push(worker);
    this.pump();
  }

  private pump(): void {
    while (this.queue.length > 0) {
      if (this.idle.length === 0 && this.started < this.concurrency) {
        this.started++;
        this.idle.push(this.spawn());
      }
      const worker = this.idle.pop();
      if (worker === undefined) return;
      void this.queue.shift()!.start(worker);
    }
  }
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
