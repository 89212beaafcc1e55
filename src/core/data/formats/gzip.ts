// https://www.rfc-editor.org/rfc/rfc1952
import { InputError } from "../../outcome.ts";
import { inflateStream } from "../inflate.ts";

export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** Where the deflate stream of a gzip member starts. */
function headerLength(bytes: Uint8Array, name: string): number {
  const cut = new InputError("truncated-data", `${name} is cut off inside its gzip header.`);
  if (bytes.length < 18) throw cut;
  if (bytes[2] !== 8) throw new InputError("corrupt-archive", `${name} is no gzip file that can be read.`);
  const flags = bytes[3]!;
  let at = 10;
  if (flags & 4) at += 2 + (bytes[at]! | (bytes[at + 1]! << 8));
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    const end = bytes.indexOf(0, at);
    if (end < 0) throw cut;
    at = end + 1;
  }
  if (flags & 2) at += 2;
  if (at > bytes.length - 8) throw cut;
  return at;
}

/** Deflate cannot pack better than this. */
const bestRatio = 1032;

/**
 * Unpacks a gzip file of one member. `sizeFromHead` is asked once with the first unpacked bytes and says how
 * many bytes the file inside announces, so that no more than that is ever held; for null the output grows up
 * to `limit` bytes.
 */
export function gunzip(
  bytes: Uint8Array,
  name: string,
  limit: number,
  sizeFromHead: (head: Uint8Array) => number | null,
): Uint8Array {
  const start = headerLength(bytes, name);
  const most = Math.min(limit, (bytes.length - start) * bestRatio);
  const output = new Output(name, most, sizeFromHead);
  inflateStream(bytes.subarray(start, bytes.length - 8), name, (chunk) => output.add(chunk));
  return output.result();
}

/** Unpacked bytes as they come. Held back until there are enough to tell how many there will be. */
class Output {
  private bytes = new Uint8Array(0);
  private filled = 0;
  private announced: number | null = null;
  private asked = false;

  constructor(
    private readonly name: string,
    private readonly limit: number,
    private readonly sizeFromHead: (head: Uint8Array) => number | null,
  ) {}

  add(chunk: Uint8Array): void {
    const needed = this.filled + chunk.length;
    if (needed > (this.announced ?? this.limit)) throw this.tooLarge();
    if (needed > this.bytes.length) this.reserve(Math.min(this.limit, 2 * needed));
    this.bytes.set(chunk, this.filled);
    this.filled = needed;
    if (!this.asked && this.filled >= 64) {
      this.asked = true;
      this.announced = this.sizeFromHead(this.bytes.subarray(0, this.filled));
      if (this.announced === null) return;
      if (this.announced > this.limit || this.announced < this.filled) throw this.tooLarge();
      this.reserve(this.announced);
    }
  }

  result(): Uint8Array {
    return this.bytes.subarray(0, this.filled);
  }

  private reserve(size: number): void {
    const larger = new Uint8Array(size);
    larger.set(this.bytes.subarray(0, this.filled));
    this.bytes = larger;
  }

  private tooLarge(): InputError {
    return this.announced === null
      ? new InputError(
          "data-too-large",
          `${this.name} unpacks to more than ${this.limit} bytes, which is refused.`,
        )
      : new InputError(
          "corrupt-archive",
          `${this.name} does not unpack to the ${this.announced} bytes it announces.`,
        );
  }
}
