const slice = 1024 * 1024;

/** Bytes after gzip, counted as they come out; nothing is kept. Slices are copied, as streams refuse shared memory. */
export async function gzipSize(bytes: Uint8Array): Promise<number> {
  const stream = new CompressionStream("gzip");
  const writer = stream.writable.getWriter();
  // The same memory for all of them: a slice has been read when its write is done.
  const copy = new Uint8Array(Math.min(slice, bytes.length));
  const feed = (async () => {
    for (let at = 0; at < bytes.length; at += slice) {
      const part = bytes.subarray(at, at + slice);
      copy.set(part);
      await writer.write(copy.subarray(0, part.length));
    }
    await writer.close();
  })();
  let size = 0;
  const reader = stream.readable.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) size += part.value.length;
  await feed;
  return size;
}
