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
 * Settings of V8 for WebAssembly, from here on and in all threads of the process. To be called before any is compiled.
 *
 * Wide vectors: calibrating the 178 MB ResNet takes 1.7 s with them and 2.6 without. The joined lanes are the same
 * numbers in the same order, so that results are the same to the bit; the kernels' tests compare with their references
 * under this setting. A processor without AVX2 keeps to 128 bits by itself.
 *
 * Lazy validation: of the runtime's 9 MB only what is called is checked and compiled, 50 ms less at every start.
 */
export function setUpV8(): void {
  setFlagsFromString("--wasm-lazy-validation");
  if (hasWideVectors()) setFlagsFromString("--experimental-wasm-revectorize");
}
