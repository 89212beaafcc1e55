import type { LoadOptions, Runtime, Session, TensorValues } from "../core/run/runtime.ts";

/** Several runtimes side by side, as one. */
export interface RuntimePool extends Runtime {
  readonly members: readonly Runtime[];
  /**
   * Loads the model into every member, shares the samples of `runMany` out among them and gives each call of `collect`
   * to one that is free. A model so loaded takes its memory once for each member. `time` and `run` use one member.
   */
  loadEverywhere(bytes: Uint8Array, options?: LoadOptions): Promise<Session>;
}

/**
 * A pool of `size` runtimes, fewer where not all can be started; `load` goes to the member with the fewest open models.
 * Rejects where none can.
 */
export async function createPool(create: () => Promise<Runtime>, size: number): Promise<RuntimePool> {
  const starts = await Promise.allSettled(Array.from({ length: Math.max(1, size) }, create));
  const members = starts.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
  const [first] = starts;
  if (members.length === 0 && first?.status === "rejected") throw first.reason;
  const open = members.map(() => 0);
  return {
    info: members[0]!.info,
    members,
    async load(bytes, options) {
      const chosen = open.indexOf(Math.min(...open));
      open[chosen]!++;
      try {
        const session = await members[chosen]!.load(bytes, options);
        return new CountedSession(session, () => {
          open[chosen]!--;
        });
      } catch (error) {
        open[chosen]!--;
        throw error;
      }
    },
    async loadEverywhere(bytes, options) {
      const loads = await Promise.allSettled(members.map((member) => member.load(bytes, options)));
      const sessions = loads.flatMap((load) => (load.status === "fulfilled" ? [load.value] : []));
      const failed = loads.find((load) => load.status === "rejected");
      if (failed) {
        for (const session of sessions) session.close();
        throw failed.reason;
      }
      return new SpreadSession(sessions);
    },
    close() {
      for (const member of members) member.close();
    },
  };
}

/** A session that tells once that it was closed. */
class CountedSession implements Session {
  readonly inputs: Session["inputs"];
  readonly outputs: Session["outputs"];
  readonly fullyAccelerated: boolean;
  private readonly inner: Session;
  private onClose: () => void;

  constructor(inner: Session, onClose: () => void) {
    this.inner = inner;
    this.onClose = onClose;
    this.inputs = inner.inputs;
    this.outputs = inner.outputs;
    this.fullyAccelerated = inner.fullyAccelerated;
  }

  run = (inputs: readonly TensorValues[]) => this.inner.run(inputs);
  runMany = (inputs: readonly TensorValues[], count: number) => this.inner.runMany(inputs, count);
  collect: Session["collect"] = (inputs, count, wanted) => this.inner.collect(inputs, count, wanted);
  time = (runs: number) => this.inner.time(runs);

  close(): void {
    this.inner.close();
    this.onClose();
    this.onClose = () => {};
  }
}

/** One model in several runtimes. */
class SpreadSession implements Session {
  readonly inputs: Session["inputs"];
  readonly outputs: Session["outputs"];
  readonly fullyAccelerated: boolean;
  private readonly sessions: readonly Session[];
  private readonly free: Session[];
  private readonly waiting: ((session: Session) => void)[] = [];

  constructor(sessions: readonly Session[]) {
    this.sessions = sessions;
    this.free = sessions.slice();
    const first = sessions[0]!;
    this.inputs = first.inputs;
    this.outputs = first.outputs;
    this.fullyAccelerated = first.fullyAccelerated;
  }

  run(inputs: readonly TensorValues[]): Promise<TensorValues[]> {
    return this.sessions[0]!.run(inputs);
  }

  async runMany(inputs: readonly TensorValues[], count: number): Promise<TensorValues[]> {
    const share = Math.ceil(count / this.sessions.length);
    const perSample = inputs.map((values) => values.length / count);
    const parts = await Promise.all(
      this.sessions.map((session, i) => {
        const from = Math.min(i * share, count);
        const to = Math.min(from + share, count);
        if (to === from) return null;
        const part = inputs.map((values, k) => values.subarray(from * perSample[k]!, to * perSample[k]!));
        return session.runMany(part, to - from);
      }),
    );
    const used = parts.filter((part) => part !== null);
    if (used.length === 0) return this.sessions[0]!.runMany(inputs, count);
    return used[0]!.map((_, output) => joined(used.map((part) => part[output]!)));
  }

  async collect(...args: Parameters<Session["collect"]>): ReturnType<Session["collect"]> {
    const session = this.free.pop() ?? (await new Promise<Session>((resolve) => this.waiting.push(resolve)));
    try {
      return await session.collect(...args);
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.free.push(session);
      else next(session);
    }
  }

  time(runs: number): Promise<Float64Array> {
    return this.sessions[0]!.time(runs);
  }

  close(): void {
    for (const session of this.sessions) session.close();
  }
}

/** The parts' values one after the other, in a new array of the same kind. */
function joined(parts: readonly TensorValues[]): TensorValues {
  const first = parts[0]!;
  if (parts.length === 1) return first;
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const all = new (first.constructor as { new (length: number): TensorValues })(length);
  let at = 0;
  for (const part of parts) {
    // Both have the same element type, which the union of array types cannot say.
    (all as Float32Array).set(part as Float32Array, at);
    at += part.length;
  }
  return all;
}
