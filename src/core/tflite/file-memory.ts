// Where the large constants of a finished file are computed in place: https://flatbuffers.dev/internals/

/** Makes the memory that a file is written into; shared memory where workers are to read it. */
export type Allocate = (bytes: number) => Uint8Array;

export const align16 = (n: number): number => Math.ceil(n / 16) * 16;

/** A vector's length stands in the four bytes before its data. */
const lengthBytes = 4;

/**
 * Memory whose end is the end of a file to be: constants laid out here and used by the model that is written need no
 * copy, so that a large model's new weights are never held twice. Tables and other constants go before them.
 */
export class FileMemory {
  /** The whole, from the room for tables to the file's end; null until something was laid out. */
  memory: Uint8Array | null = null;
  private sizes = new Map<number, number>();

  constructor(private readonly allocate: Allocate) {}

  /**
   * Zeroed views of these sizes, 16-byte aligned from the file's end, with room for `before` bytes in front. What was
   * laid out earlier stays as it is, but counts as any other memory.
   */
  layOut(sizes: readonly number[], before: number): Uint8Array[] {
    if (sizes.length === 0) return [];
    let end = align16(before);
    const starts = sizes.map((size) => {
      const start = align16(end + lengthBytes);
      end = start + size;
      return start;
    });
    const memory = this.allocate(align16(end));
    this.memory = memory;
    this.sizes = new Map(starts.map((start, i) => [start, sizes[i]!]));
    return starts.map((start, i) => memory.subarray(start, start + sizes[i]!));
  }

  /**
   * Where the data's vector begins, its length written before it; null where the data lies elsewhere, or is but a part
   * of what was laid out.
   */
  placeOf(data: Uint8Array): number | null {
    const { memory } = this;
    if (memory === null || data.buffer !== memory.buffer) return null;
    const at = data.byteOffset - memory.byteOffset;
    return this.sizes.get(at) === data.length ? at - lengthBytes : null;
  }

  /** Where the first of them begins; what stands before is free. */
  get start(): number {
    return Math.min(...this.sizes.keys()) - lengthBytes;
  }

  /** How many were laid out. */
  get count(): number {
    return this.sizes.size;
  }
}
