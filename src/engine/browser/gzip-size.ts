const slice = 1024 * 1024;

/** Bytes after gzip, counted as they come out; nothing is kept. Slices are copied, as streams refuse shared memory. */
export async function gzipSize(bytes: Uint8Array): Promise<number> {
  const stream = new CompressionStream("gzip");
  const writer = stream.writable.getWriter();
  const feed = (async () => {
    for (let at = 0; at < bytes.length; at += slice)
      await writer.write(new Uint8Array(bytes.slice(at, at + slice)));
    await writer.close();
  })();
  let size = 0;
  const reader = stream.readable.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) size += part.value.length;
  await feed;
  return size;
}
