import { CancelledError, type CancelSignal } from "../core/outcome.ts";

/**
 * Whether the page is in front. Browsers slow pages in the background down, so latency is not measured there: what
 * was measured while the page went to the background is measured again once it is back.
 */
export class Attention {
  private hidden = false;
  private wasHidden = false;
  private waiting: (() => void)[] = [];

  set(hidden: boolean): void {
    this.hidden = hidden;
    this.wasHidden ||= hidden;
    if (hidden) return;
    for (const go of this.waiting.splice(0)) go();
  }

  /** Whether the page was in the background at any time since the last call. */
  lost(): boolean {
    const was = this.wasHidden;
    this.wasHidden = this.hidden;
    return was;
  }

  /** Resolves once the page is in front. Rejects with CancelledError. */
  async returned(signal: CancelSignal): Promise<void> {
    while (this.hidden) {
      if (signal.cancelled) throw new CancelledError();
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
        setTimeout(resolve, 100);
      });
    }
  }
}
