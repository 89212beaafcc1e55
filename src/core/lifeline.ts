/**
 * Lets work end early when what it depends on dies. Racing each piece with one promise that settles at death would
 * keep every piece's result in memory until then; here nothing is held of work that has ended.
 */
export class Lifeline<E> {
  private readonly waiting = new Set<(end: E) => void>();
  private dead: { readonly end: E } | null = null;

  /** Ends all work that waits, now and from now on, with `end`; the first call counts. */
  cut(end: E): void {
    if (this.dead !== null) return;
    this.dead = { end };
    for (const stop of this.waiting) stop(end);
    this.waiting.clear();
  }

  /** What the work comes to, or the end, whichever is first. */
  hold<T>(work: Promise<T>): Promise<T | E> {
    return new Promise((resolve, reject) => {
      if (this.dead !== null) resolve(this.dead.end);
      else this.waiting.add(resolve);
      work.then(resolve, reject).finally(() => this.waiting.delete(resolve));
    });
  }
}
