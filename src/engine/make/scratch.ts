import { type KernelExecutor, withMemory } from "../../core/kernels/executor.ts";

/** Most bytes of one piece that small requests are cut from. */
const pieceBytes = 16 * 2 ** 20;
/** What nobody asks for this long is let go. Milliseconds. */
const keptFor = 5000;
const align64 = (n: number): number => Math.ceil(n / 64) * 64;

/**
 * Memory that variants are computed in, one after the other in the same: what is left over from one is given to the
 * next. Shared memory goes only when the garbage of every worker that saw it was collected, which can take long, so
 * that each variant would add its own to the peak.
 */
export class Scratch {
  private free: Uint8Array[] = [];
  private leaving: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly kernels: KernelExecutor) {}

  /**
   * Runs work whose allocations end with it: nothing of its result may lie in them. Work that fails or is cancelled
   * keeps them, as a worker may still write there.
   */
  async lend<T>(work: (kernels: KernelExecutor) => Promise<T>): Promise<T> {
    const taken: Uint8Array[] = [];
    let open: Uint8Array = new Uint8Array(0);
    let used = false;
    const allocate = (bytes: number): Uint8Array => {
      const room = align64(bytes);
      if (room > open.length) {
        const left = this.fromFree(room);
        used = left !== null;
        open = left ?? this.kernels.allocate(Math.max(room, pieceBytes));
        taken.push(open);
      }
      const memory = open.subarray(0, bytes);
      open = open.subarray(room);
      return used ? memory.fill(0) : memory;
    };
    clearTimeout(this.leaving);
    const result = await work(withMemory(this.kernels, { allocate }));
    this.free.push(...taken);
    clearTimeout(this.leaving);
    this.leaving = setTimeout(() => this.clear(), keptFor);
    if (typeof this.leaving === "object") this.leaving.unref();
    return result;
  }

  /** Lets go of what is not lent. */
  clear(): void {
    this.free = [];
  }

  /** The smallest piece that has room. */
  private fromFree(room: number): Uint8Array | null {
    let best = -1;
    this.free.forEach((piece, i) => {
      if (piece.length >= room && (best < 0 || piece.length < this.free[best]!.length)) best = i;
    });
    return best < 0 ? null : this.free.splice(best, 1)[0]!;
  }
}
