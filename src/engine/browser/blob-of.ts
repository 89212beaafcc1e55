const slice = 4 * 1024 * 1024;

/** A Blob of bytes that may be in shared memory, which Blobs refuse: copied slice by slice through the same memory. */
export function blobOf(bytes: Uint8Array): Blob {
  const copy = new Uint8Array(Math.min(slice, bytes.length));
  const parts: Blob[] = [];
  for (let at = 0; at < bytes.length; at += slice) {
    const part = bytes.subarray(at, at + slice);
    copy.set(part);
    parts.push(new Blob([copy.subarray(0, part.length)]));
  }
  return new Blob(parts);
}
