import {
  CancelledError,
  type CancelSignal,
  done,
  InputError,
  neverCancelled,
  type Outcome,
  outcomeOfError,
} from "../outcome.ts";
import { type Latency, quantileOfSorted, summarize } from "./latency-statistics.ts";

/** Something whose single runs can be timed; a Session is one. */
export interface Timed {
  /** Milliseconds of each of `runs` inferences, one after the other. */
  time(runs: number): Promise<ArrayLike<number>>;
}

/** Time as the host sees it. Both in milliseconds. */
export interface Clock {
  /** Steady time, such as `performance.now()`. */
  now(): number;
  /** Time of day, such as `Date.now()`: it goes on while the device sleeps, where steady time may stand still. */
  date(): number;
  /** Smallest step of the clock that times the runs, if it is coarse. */
  readonly tick?: number;
}

export interface LatencyOptions {
  readonly clock: Clock;
  /** Half the width of the median's interval at which a measurement is done, as a share of the median. */
  readonly within?: number;
  /** Most milliseconds spent on one model, warm-up included. A single run can take longer. */
  readonly cap?: number;
  readonly warmUp?: number;
  readonly signal?: CancelSignal;
  /** Whether something happened since the last call that spoils what was measured meanwhile: the tab was hidden. */
  readonly disturbed?: () => boolean;
  /** Resolves once measuring makes sense: the tab is in front. May reject with CancelledError. */
  readonly calm?: () => Promise<void>;
  /** Called as each figure is final. What it does is waited for, so that nothing is measured beside it. */
  readonly onFigure?: (index: number, outcome: Outcome<Latency>) => unknown;
}

const defaults = { within: 0.03, cap: 4000, warmUp: 150 };
const blockMilliseconds = 25;
// A duration of one run is off by up to a tick at either end; over this many ticks that is at most 2 %.
const ticksPerDuration = 100;
const mostDiscards = 20;

/**
 * Measures several models in turns, a block of runs at a time, so that a machine that grows warmer or busier does
 * so for all of them alike; every other round goes backwards. Each is warmed up first and measured until the 95 %
 * interval of its median is within `within` of it, or its time is up. Blocks during which the device slept, the tab
 * was hidden or the clock jumped are discarded and measured again.
 * A model that fails ends with its failure as data, and the others go on. Throws CancelledError.
 */
export async function measureLatency(
  models: readonly Timed[],
  options: LatencyOptions,
): Promise<Outcome<Latency>[]> {
  const tracks = models.map((model) => new Track(model, options));
  const outcomes: Outcome<Latency>[] = [];
  const finish = async (index: number, outcome: Outcome<Latency>): Promise<void> => {
    outcomes[index] = outcome;
    await options.onFigure?.(index, outcome);
  };
  const signal = options.signal ?? neverCancelled;
  let open = tracks.map((_, index) => index);
  while (open.length > 0) {
    for (const index of open) {
      signal.throwIfCancelled();
      const outcome = await nextOf(tracks[index]!);
      if (outcome) await finish(index, outcome);
    }
    open = open.filter((index) => outcomes[index] === undefined).reverse();
  }
  return outcomes;
}

/** What a further step brings: the figure or a failure, or null while it is not known well enough. */
async function nextOf(track: Track): Promise<Outcome<Latency> | null> {
  try {
    await track.step();
    const figure = track.figure();
    return figure && done(figure);
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    return outcomeOfError(error);
  }
}

/** The course of one model's measurement. */
class Track {
  private readonly model: Timed;
  private readonly options: LatencyOptions;
  private readonly limits: typeof defaults;
  private readonly blocks: number[][] = [];
  private spent = 0;
  private warm = false;
  private discards = 0;
  /** Mean of the last block, in milliseconds. */
  private estimate = 0;
  /** Runs averaged into one duration where single runs are short beside the clock's tick; p10 and p90 are then of means. */
  private perDuration = 1;

  constructor(model: Timed, options: LatencyOptions) {
    this.model = model;
    this.options = options;
    this.limits = {
      within: options.within ?? defaults.within,
      cap: options.cap ?? defaults.cap,
      warmUp: options.warmUp ?? defaults.warmUp,
    };
  }

  /** Measures one block, or warms up. */
  async step(): Promise<void> {
    const durations = await this.undisturbed(this.runsPerBlock());
    if (durations === null) return;
    // The mean, since durations shorter than a tick have a median of nothing.
    this.estimate = durations.reduce((sum, x) => sum + x, 0) / durations.length;
    if (!this.warm) {
      this.warm = this.spent >= this.limits.warmUp;
      const wanted = (this.options.clock.tick ?? 0) * ticksPerDuration;
      this.perDuration = this.estimate > 0 ? Math.max(1, Math.ceil(wanted / this.estimate)) : 1000;
      return;
    }
    this.blocks.push(averaged(durations, this.perDuration));
  }

  /** The figure once it is final. Throws when nothing could be measured. */
  figure(): Latency | null {
    if (this.discards > mostDiscards) {
      throw new InputError(
        "latency-disturbed",
        "The measurement was interrupted again and again; nothing was kept.",
      );
    }
    if (this.blocks.length === 0) return null;
    const latency = summarize(this.blocks, this.limits.within, this.perDuration);
    if (!latency.settled && this.spent < this.limits.cap) return null;
    return { ...latency, repeated: this.discards };
  }

  private runsPerBlock(): number {
    if (this.estimate <= 0) return this.spent === 0 ? 1 : 50;
    const durations = Math.ceil(blockMilliseconds / this.estimate / this.perDuration);
    return Math.min(5000, Math.max(1, durations) * this.perDuration);
  }

  /** Durations of a block, or null where something spoiled it. */
  private async undisturbed(runs: number): Promise<number[] | null> {
    const { clock, disturbed, calm } = this.options;
    await calm?.();
    disturbed?.();
    const start = clock.now();
    const date = clock.date();
    const durations = Array.from(await this.model.time(runs));
    const elapsed = clock.now() - start;
    const passed = clock.date() - date;
    if (disturbed?.() || isAbsurd(durations, elapsed, passed)) {
      this.discards++;
      return null;
    }
    this.spent += Math.max(
      elapsed,
      durations.reduce((sum, x) => sum + x, 0),
    );
    return durations;
  }
}

/**
 * Whether the clock jumped: a duration below zero or not a number; time of day and steady time apart by more than a
 * second (the device slept, or its clock was set); much more time gone than the runs took together; or one run that
 * took over a second and 20 times the block's median (stopped in the middle).
 */
function isAbsurd(durations: readonly number[], elapsed: number, passed: number): boolean {
  if (durations.some((x) => !(x >= 0) || x === Number.POSITIVE_INFINITY)) return true;
  if (Math.abs(passed - elapsed) > 1000) return true;
  const total = durations.reduce((sum, x) => sum + x, 0);
  if (elapsed > 2 * total + 1000) return true;
  const sorted = [...durations].sort((a, b) => a - b);
  const longest = sorted[sorted.length - 1] ?? 0;
  return longest > 1000 && longest > 20 * quantileOfSorted(sorted, 0.5);
}

/** Means of each `size` durations in a row; a rest that is shorter counts with the last. */
function averaged(durations: readonly number[], size: number): number[] {
  if (size === 1) return [...durations];
  const groups = Math.max(1, Math.floor(durations.length / size));
  return Array.from({ length: groups }, (_, g) => {
    const part = durations.slice(g * size, g === groups - 1 ? durations.length : (g + 1) * size);
    return part.reduce((sum, x) => sum + x, 0) / part.length;
  });
}
