import { seededRandom } from "../random.ts";

/** Damages a copy of a file in one of several ways; the same seed, the same damage. For tests of the readers. */
export function mutateFile(file: Uint8Array, seed: number): Uint8Array {
  const random = seededRandom(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const kind = below(6);
  if (kind === 0) return file.slice(0, below(file.length));
  if (kind === 1) {
    // Spliced: a part repeated or left out in the middle.
    const a = below(file.length);
    const b = Math.min(file.length, a + below(4096));
    return random() < 0.5
      ? concat(file.subarray(0, a), file.subarray(b))
      : concat(file.subarray(0, b), file.subarray(a));
  }
  const bytes = file.slice();
  const view = new DataView(bytes.buffer);
  // Tables lie mostly at the ends of a file, weights in between: aim there.
  const place = (): number => {
    const near = Math.min(8192, bytes.length - 8);
    const r = random();
    if (r < 0.4) return below(near);
    return r < 0.9 ? bytes.length - 8 - below(near) : below(bytes.length - 8);
  };
  for (let n = 1 + below(12); n > 0; n--) {
    const at = place();
    if (kind === 2) bytes[at] = bytes[at]! ^ (1 << below(8));
    else if (kind === 3) view.setUint32(at & ~3, hostile[below(hostile.length)]!, true);
    else if (kind === 4) view.setUint32(at & ~3, below(bytes.length), true);
    else bytes[at] = below(256);
  }
  return bytes;
}

const hostile = [
  0, 1, 2, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffe, 0x10000, 0x7fff, 0xffff, 0x00ffffff,
];

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
