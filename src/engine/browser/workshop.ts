// Workers for the engine, which starts none within itself: the page does, and the engine speaks with them over ports.
// Firefox can stand still for ever where a worker starts a worker (seen when a debugger is attached).
import { type ServingWorker, startRuntimeWorker } from "../../runtime/browser/serving-worker.ts";
import { type StartedWorker, startWorker } from "../../runtime/browser/start-worker.ts";

const starts = {
  runtime: startRuntimeWorker,
  kernel: () =>
    startWorker(
      () =>
        new Worker(new URL("../../../workers/kernel.worker.ts", import.meta.url), {
          type: "module",
          name: "kernel",
        }),
    ),
} satisfies Record<string, () => StartedWorker>;

export type WorkerKind = keyof typeof starts;

/** From the engine: start a worker that answers over this port, or end one. */
type Order =
  | { readonly id: number; readonly kind: WorkerKind; readonly port: MessagePort }
  | { readonly id: number; readonly end: true };

/** To the engine: a worker has died. */
interface Death {
  readonly id: number;
  readonly reason: string;
}

/** The page's side: `port` is for the engine. `close` ends all that were started. */
export function openWorkshop(): { readonly port: MessagePort; close(): void } {
  const { port1, port2 } = new MessageChannel();
  const workers = new Map<number, StartedWorker>();
  const start = (id: number, kind: WorkerKind, port: MessagePort): void => {
    const died = (reason: string): void => {
      workers.delete(id);
      port1.postMessage({ id, reason } satisfies Death);
    };
    try {
      const worker = starts[kind]();
      workers.set(id, worker);
      worker.onDeath(died);
      worker.postMessage(port, [port]);
    } catch {
      died("the browser starts no more workers. Close other tabs, or reload the page.");
    }
  };
  port1.onmessage = ({ data }: MessageEvent<Order>) => {
    if ("kind" in data) start(data.id, data.kind, data.port);
    else {
      workers.get(data.id)?.terminate();
      workers.delete(data.id);
    }
  };
  return {
    port: port2,
    close() {
      port1.close();
      for (const worker of workers.values()) worker.terminate();
      workers.clear();
    },
  };
}

/** The engine's side. */
export class Workshop {
  private port: MessagePort | null = null;
  private orders = 0;
  private readonly deaths = new Map<number, (reason: string) => void>();

  /** Told by the page, before anything else is asked of the engine. */
  use(port: MessagePort): void {
    this.port = port;
    port.onmessage = ({ data }: MessageEvent<Death>) => {
      this.deaths.get(data.id)?.(data.reason);
      this.deaths.delete(data.id);
    };
  }

  start(kind: WorkerKind): ServingWorker {
    const id = ++this.orders;
    const { port1, port2 } = new MessageChannel();
    const order = (message: Order, moved: Transferable[] = []): void =>
      this.port?.postMessage(message, moved);
    order({ id, kind, port: port2 }, [port2]);
    return {
      port: port1,
      onDeath: (callback) => void this.deaths.set(id, callback),
      terminate: () => {
        this.deaths.delete(id);
        port1.close();
        order({ id, end: true });
      },
    };
  }
}
