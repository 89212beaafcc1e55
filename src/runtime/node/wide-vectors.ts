import { setFlagsFromString } from "node:v8";

/** V8 of Node 24. Earlier ones lack it, or (Node 22's) take longer with it than without. */
const firstGoodV8 = [13, 6];

/** Whether this Node can join two operations on WebAssembly's 128-bit vectors to one on 256 bits. */
export function hasWideVectors(v8 = process.versions.v8, arch: string = process.arch): boolean {
  const [major = 0, minor = 0] = v8.split(".").map(Number);
  const [leastMajor, leastMinor] = firstGoodV8 as [number, number];
  return arch === "x64" && (major > leastMajor || (major === leastMajor && minor >= leastMinor));
}

/**
 * Lets V8 do so from here on, in all threads of the process: calibrating the 178 MB ResNet takes 1.7 s then instead of
 * 2.6. The joined lanes are the same numbers in the same order, so that results stay the same to the bit, which the
 * kernels' tests check since they run with it. A processor without AVX2 keeps to 128 bits by itself.
 */
export function useWideVectors(): void {
  if (hasWideVectors()) setFlagsFromString("--experimental-wasm-revectorize");
}
