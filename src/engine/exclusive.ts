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

  private async enter<T>(exclusive: boolean, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((go) => {
      this.waiting.push({ exclusive, go });
      this.pump();
    });
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
