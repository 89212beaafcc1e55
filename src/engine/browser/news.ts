/** Callbacks of the page, which answer over ports of their own: no outcome may overtake the last call of one. */
export class News {
  private readonly last = new Map<unknown, unknown>();

  /** The callback, whose last call is waited for by `told`, and by who called it if they like. */
  readonly telling =
    <Args extends unknown[]>(callback: (...args: Args) => unknown) =>
    (...args: Args): unknown => {
      const taken = callback(...args);
      this.last.set(callback, taken);
      return taken;
    };

  /** Resolves once the page has taken what it was told; rejects with what a callback threw there. */
  async told(): Promise<void> {
    await Promise.all(this.last.values());
  }
}
