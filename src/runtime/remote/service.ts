import type { CollectorOptions, SliceStatistics } from "../../core/calibration/statistics.ts";
import { done, InputError, type Outcome, outcomeOfError } from "../../core/outcome.ts";
import type {
  LoadOptions,
  PortInfo,
  Runtime,
  RuntimeInfo,
  Session,
  TensorValues,
} from "../../core/run/runtime.ts";
import { transfer } from "./comlink.ts";

export type SessionId = number;

/** What the client needs to stand in for a session. */
export interface SessionFacts {
  readonly id: SessionId;
  readonly inputs: readonly PortInfo[];
  readonly outputs: readonly PortInfo[];
  readonly fullyAccelerated: boolean;
}

/** How the runtime is asked for; what a host does not know it ignores. */
export interface RuntimeSettings {
  /** More than 1 asks for the build with threads, where the host has one. */
  readonly threads: number;
  readonly webgpu: boolean;
}

/**
 * The runtime behind a worker's border. Failures are data. Values in shared memory cross without a copy, others
 * are moved: the arrays in an outcome belong to the receiver.
 */
export interface RuntimeService {
  start(settings: RuntimeSettings): Promise<Outcome<RuntimeInfo>>;
  /** Answers at once, also while the runtime starts, unless its worker stands still. */
  ping(): Promise<Outcome<null>>;
  load(bytes: Uint8Array, options: LoadOptions): Promise<Outcome<SessionFacts>>;
  run(id: SessionId, inputs: readonly TensorValues[], count: number): Promise<Outcome<TensorValues[]>>;
  collect(
    id: SessionId,
    inputs: readonly TensorValues[],
    count: number,
    wanted: readonly (CollectorOptions | null)[],
  ): Promise<Outcome<(SliceStatistics | null)[]>>;
  time(id: SessionId, runs: number): Promise<Outcome<Float64Array>>;
  close(id: SessionId): Promise<void>;
}

export function createService(create: (settings: RuntimeSettings) => Promise<Runtime>): RuntimeService {
  let runtime: Runtime | undefined;
  const sessions = new Map<SessionId, Session>();
  let nextId = 1;

  const sessionOf = (id: SessionId): Session => {
    const session = sessions.get(id);
    if (!session) throw new InputError("runtime-closed", "The model was closed.");
    return session;
  };

  return {
    start: (settings) =>
      outcomeOf(async () => {
        runtime ??= await create(settings);
        return runtime.info;
      }),
    ping: async () => done(null),
    load: (bytes, options) =>
      outcomeOf(async () => {
        if (!runtime) throw new InputError("runtime-died", "The runtime was not started.");
        const session = await runtime.load(bytes, options);
        const { inputs, outputs, fullyAccelerated } = session;
        sessions.set(nextId, session);
        return { id: nextId++, inputs, outputs, fullyAccelerated };
      }),
    async run(id, inputs, count) {
      const outcome = await outcomeOf(() => sessionOf(id).runMany(inputs, count));
      return outcome.state === "done" ? transfer(outcome, ownBuffers(outcome.value)) : outcome;
    },
    async collect(id, inputs, count, wanted) {
      const outcome = await outcomeOf(() => sessionOf(id).collect(inputs, count, wanted));
      return outcome.state === "done" ? transfer(outcome, ownBuffers(arraysOf(outcome.value))) : outcome;
    },
    async time(id, runs) {
      const outcome = await outcomeOf(() => sessionOf(id).time(runs));
      return outcome.state === "done" ? transfer(outcome, ownBuffers([outcome.value])) : outcome;
    },
    async close(id) {
      sessions.get(id)?.close();
      sessions.delete(id);
    },
  };
}

async function outcomeOf<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return done(await work());
  } catch (error) {
    return outcomeOfError(error);
  }
}

const arraysOf = (slices: readonly (SliceStatistics | null)[]): ArrayBufferView[] =>
  slices.flatMap((slice) =>
    [slice?.sum, slice?.channelMaxima, slice?.histogram?.bins].filter(
      (array) => array instanceof Float32Array || array instanceof Float64Array,
    ),
  );

/** The buffers that can be moved with a message; shared ones are never moved. */
export const ownBuffers = (arrays: readonly ArrayBufferView[]): ArrayBuffer[] =>
  arrays.map(({ buffer }) => buffer).filter((buffer) => buffer instanceof ArrayBuffer);
