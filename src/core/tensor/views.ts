// Typed views over bytes of a file. A file can place a weight at any byte; a view needs its element's alignment,
// so the bytes are copied where they lie across it.

function aligned(bytes: Uint8Array, size: number): Uint8Array {
  return bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
}

export function float32View(bytes: Uint8Array): Float32Array {
  const b = aligned(bytes, 4);
  return new Float32Array(b.buffer, b.byteOffset, b.byteLength >> 2);
}

export function int32View(bytes: Uint8Array): Int32Array {
  const b = aligned(bytes, 4);
  return new Int32Array(b.buffer, b.byteOffset, b.byteLength >> 2);
}

export function int16View(bytes: Uint8Array): Int16Array {
  const b = aligned(bytes, 2);
  return new Int16Array(b.buffer, b.byteOffset, b.byteLength >> 1);
}

export function uint16View(bytes: Uint8Array): Uint16Array {
  const b = aligned(bytes, 2);
  return new Uint16Array(b.buffer, b.byteOffset, b.byteLength >> 1);
}

export function int8View(bytes: Uint8Array): Int8Array {
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function int64View(bytes: Uint8Array): BigInt64Array {
  const b = aligned(bytes, 8);
  return new BigInt64Array(b.buffer, b.byteOffset, b.byteLength >> 3);
}

/** The bytes under any typed array, without a copy. */
export function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
