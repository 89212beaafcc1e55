import { CancelledError, type CancelSignal } from "../core/outcome.ts";

/**
 * Lets ordinary work overlap and measurements run alone: a measurement waits until nothing else runs, and what is
 * asked for meanwhile waits until it is done. Measurements go one at a time.
 */
export class ExclusiveLock {
  private running = 0;
  private alone = false;
  private readonly waiting: { readonly exclusive: boolean; readonly go: () => void }[] = [];

  shared<T>(work: () => Promise<T>): Promise<T> {
    return this.enter(false, work);
  }

  exclusive<T>(work: () => Promise<T>): Promise<T> {
    return this.enter(true, work);
  }

  /**
   * For work that runs as shared: a measurement in the midst of it, alone. It waits until everything else is done, and
   * gives up with CancelledError where the signal comes first.
   */
  async aloneWithin<T>(work: () => Promise<T>, signal: CancelSignal): Promise<T> {
    this.running--;
    try {
      await this.turn(true, signal);
    } catch (error) {
      // What goes on after it is shared again.
      await this.turn(false);
      throw error;
    }
    try {
      return await work();
    } finally {
      this.alone = false;
      this.pump();
    }
  }

  private turn(exclusive: boolean, signal?: CancelSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const watch = signal && setInterval(() => signal.cancelled && giveUp(), 50);
      const entry = {
        exclusive,
        go: () => {
          clearInterval(watch);
          resolve();
        },
      };
      const giveUp = (): void => {
        clearInterval(watch);
        this.waiting.splice(this.waiting.indexOf(entry), 1);
        this.pump();
        reject(new CancelledError());
      };
      this.waiting.push(entry);
      this.pump();
    });
  }

  private async enter<T>(exclusive: boolean, work: () => Promise<T>): Promise<T> {
    await this.turn(exclusive);
    try {
      return await work();
    } finally {
      this.running--;
      if (exclusive) this.alone = false;
      this.pump();
    }
  }

  private pump(): void {
    while (this.waiting.length > 0) {
      const { exclusive, go } = this.waiting[0]!;
      if (this.alone || (exclusive && this.running > 0)) return;
      this.waiting.shift();
      this.running++;
      this.alone = exclusive;
      go();
    }
  }
}
