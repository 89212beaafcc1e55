import type { CollectorOptions, SliceStatistics } from "../../core/calibration/statistics.ts";
import { Lifeline } from "../../core/lifeline.ts";
import { InputError, type Outcome, outcomeOfError } from "../../core/outcome.ts";
import type { LoadOptions, Runtime, RuntimeInfo, Session, TensorValues } from "../../core/run/runtime.ts";
import { diedError } from "../litert/instance.ts";
import { transfer } from "./comlink.ts";
import { ownBuffers, type RuntimeService, type RuntimeSettings, type SessionFacts } from "./service.ts";

/** A started worker with its service. */
export interface RuntimeWorker {
  readonly service: RuntimeService;
  /** Calls back once, with the reason, when the worker ends without having been asked to. */
  onDeath(callback: (reason: string) => void): void;
  terminate(): void;
}

/** A worker whose memory has grown is ended this long after its last model was closed, in milliseconds. */
const restAfter = { large: 2000, small: 20_000 };
/** Bytes of models loaded since the worker's start from which on it counts as grown: WebAssembly never gives back. */
const large = 64e6;

/**
 * A runtime in a worker. When the worker ends or reports that its runtime died, every pending and later call of its
 * sessions rejects with `runtime-died`, and the next load starts another worker; so it does after the worker was let
 * go because nothing was open in it any more. Call `close`, or the worker stays.
 */
export async function createRemoteRuntime(
  spawn: () => RuntimeWorker,
  settings: RuntimeSettings,
): Promise<Runtime> {
  let connection: Promise<Connection> | undefined = connect(spawn, settings);
  const { info } = await connection;

  /** The worker that lives; another where it does not, one for all who ask meanwhile. */
  async function living(): Promise<Connection> {
    const mine = connection;
    if (mine === undefined) throw diedError("it was closed.");
    // A start that failed is tried again as well: the reason can have passed.
    const current = await mine.catch(() => null);
    if (current !== null && !current.dead) return current;
    if (connection === mine) connection = connect(spawn, settings);
    if (connection === undefined) throw diedError("it was closed.");
    return connection;
  }

  return {
    info,
    async load(bytes: Uint8Array, options: LoadOptions = {}): Promise<Session> {
      const current = await living();
      const own = ownCopy(bytes);
      const size = own.byteLength;
      current.enter(size);
      try {
        const facts = await current.call((service) =>
          service.load(transfer(own, ownBuffers([own])), options),
        );
        return new RemoteSession(current, facts);
      } catch (error) {
        current.leave();
        throw error;
      }
    },
    close() {
      void connection?.then(
        (current) => current.end("it was closed."),
        () => {},
      );
      connection = undefined;
    },
  };
}

/** A worker that does not answer for so many milliseconds while it starts stands still. */
const silence = 60_000;

/** A started worker. One that stands still while it starts threads of its own is replaced by one without. */
async function connect(spawn: () => RuntimeWorker, settings: RuntimeSettings): Promise<Connection> {
  const connection = new Connection(spawn());
  const watch = setInterval(() => connection.expectAnswer(silence), silence / 2);
  try {
    connection.info = await connection.call((service) => service.start(settings));
    return connection;
  } catch (error) {
    connection.end("it could not be started.");
    if (connection.silent && settings.threads > 1) return connect(spawn, { ...settings, threads: 1 });
    throw error;
  } finally {
    clearInterval(watch);
  }
}

/** One worker's life. */
class Connection {
  info!: RuntimeInfo;
  dead = false;
  /** It was ended because it did not answer. */
  silent = false;
  private readonly worker: RuntimeWorker;
  private readonly life = new Lifeline<Outcome<never>>();
  private open = 0;
  private loaded = 0;
  private rest: ReturnType<typeof setTimeout> | undefined;

  constructor(worker: RuntimeWorker) {
    this.worker = worker;
    worker.onDeath((reason) => this.end(reason));
  }

  /** The value of a call, or its failure thrown as the InputError it was on the other side. */
  async call<T>(ask: (service: RuntimeService) => Promise<Outcome<T>>): Promise<T> {
    const outcome = await this.life.hold(
      this.dead ? new Promise<Outcome<T>>(() => {}) : ask(this.worker.service),
    );
    if (outcome.state === "done") return outcome.value;
    if (outcome.state === "cancelled") throw diedError("it was cancelled.");
    const { code, message, place } = outcome.failure;
    if (code === "runtime-died" && !this.dead) this.end(message);
    throw new InputError(code, message, place);
  }

  /** Ends the worker unless it answers within so many milliseconds. */
  expectAnswer(within: number): void {
    const timer = setTimeout(() => {
      this.silent = true;
      this.end("it did not answer while it started.");
    }, within);
    const answered = (): void => clearTimeout(timer);
    void this.call((service) => service.ping()).then(answered, answered);
  }

  /** A model of so many bytes is loaded. */
  enter(bytes: number): void {
    clearTimeout(this.rest);
    this.open++;
    this.loaded += bytes;
  }

  /** A model was closed, or could not be loaded. */
  leave(): void {
    if (--this.open > 0 || this.dead) return;
    this.rest = setTimeout(
      () => this.end("it was let go, as nothing was open."),
      this.loaded > large ? restAfter.large : restAfter.small,
    );
    // A command that is done does not wait for it.
    if (typeof this.rest === "object") this.rest.unref();
  }

  end(reason: string): void {
    if (this.dead) return;
    this.dead = true;
    clearTimeout(this.rest);
    this.life.cut(outcomeOfError(diedError(reason)));
    this.worker.terminate();
  }
}

class RemoteSession implements Session {
  readonly inputs: Session["inputs"];
  readonly outputs: Session["outputs"];
  readonly fullyAccelerated: boolean;
  private readonly connection: Connection;
  private readonly id: number;
  private closed = false;

  constructor(connection: Connection, facts: SessionFacts) {
    this.connection = connection;
    this.id = facts.id;
    this.inputs = facts.inputs;
    this.outputs = facts.outputs;
    this.fullyAccelerated = facts.fullyAccelerated;
  }

  run(inputs: readonly TensorValues[]): Promise<TensorValues[]> {
    return this.runMany(inputs, 1);
  }

  runMany(inputs: readonly TensorValues[], count: number): Promise<TensorValues[]> {
    const own = inputs.map(ownCopy);
    return this.connection.call((service) => service.run(this.id, transfer(own, ownBuffers(own)), count));
  }

  collect(
    inputs: readonly TensorValues[],
    count: number,
    wanted: readonly (CollectorOptions | null)[],
  ): Promise<(SliceStatistics | null)[]> {
    const own = inputs.map(ownCopy);
    return this.connection.call((service) =>
      service.collect(this.id, transfer(own, ownBuffers(own)), count, wanted),
    );
  }

  time(runs: number): Promise<Float64Array> {
    return this.connection.call((service) => service.time(this.id, runs));
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    if (!this.connection.dead)
      void this.connection
        .call(async (service) => {
          await service.close(this.id);
          return { state: "done", value: null };
        })
        .catch(() => {});
    this.connection.leave();
  }
}

/** A view in shared memory as it is; else a copy of just the view's part of its buffer, which can be moved. */
const ownCopy = <T extends TensorValues>(values: T): T =>
  values.buffer instanceof ArrayBuffer ? (values.slice() as T) : values;
