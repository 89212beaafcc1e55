/** A NumPy file of float32 values (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html). */
export function npy(shape: readonly number[], values: Float32Array): Uint8Array {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(", ")},), }`;
  const padded = header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11, " ");
  const head = new TextEncoder().encode(`\u0000NUMPY\u0001\u0000\u0000\u0000${padded}\n`);
  head[0] = 0x93;
  new DataView(head.buffer).setUint16(8, padded.length + 1, true);
  const file = new Uint8Array(head.length + values.byteLength);
  file.set(head);
  file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), head.length);
  return file;
}
