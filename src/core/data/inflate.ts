// https://www.rfc-editor.org/rfc/rfc1951 (through fflate)
import { Inflate } from "fflate";
import { InputError } from "../outcome.ts";

/** Packed bytes given to the inflater at a time: bounds what one step can unpack to 64 MB (deflate's 1032:1). */
const step = 1 << 16;

class Full extends Error {}

/**
 * Inflates a raw deflate stream into `target` and nothing beyond it. The stream must fill the target exactly;
 * with `"start"` only its beginning is wanted. Throws InputError for streams that are broken, too short or
 * longer than announced, without unpacking the rest.
 */
export function inflateTo(
  packed: Uint8Array,
  target: Uint8Array,
  name: string,
  mode: "exact" | "start" = "exact",
): void {
  let filled = 0;
  let ended = false;
  const inflater = new Inflate((chunk, final) => {
    ended ||= final;
    const room = target.length - filled;
    if (chunk.length > room) {
      target.set(chunk.subarray(0, room), filled);
      filled = target.length;
      throw new Full();
    }
    target.set(chunk, filled);
    filled += chunk.length;
  });
  try {
    for (let at = 0; at < packed.length && !ended; at += step) {
      if (mode === "start" && filled === target.length) return;
      const part = packed.subarray(at, at + step);
      // A copy: the inflater looks at whole buffers, and packed may lie in shared memory.
      inflater.push(new Uint8Array(part), mode === "exact" && at + step >= packed.length);
    }
  } catch (error) {
    if (error instanceof Full) {
      if (mode === "start") return;
      throw new InputError(
        "unpacks-too-large",
        `${name} unpacks to more than the ${target.length} bytes it announces.`,
      );
    }
    if (mode === "start" && filled === target.length) return;
    throw new InputError("corrupt-archive", `${name} cannot be unpacked: its compressed data is broken.`);
  }
  if (filled !== target.length) {
    throw new InputError(
      "truncated-data",
      `${name} is cut off: it unpacks to ${filled} of ${target.length} bytes.`,
    );
  }
}

/**
 * Inflates until the stream ends, handing out pieces as they come. `onChunk` throws to stop.
 */
export function inflateStream(packed: Uint8Array, name: string, onChunk: (chunk: Uint8Array) => void): void {
  let stopped: unknown = null;
  const inflater = new Inflate((chunk) => {
    try {
      onChunk(chunk);
    } catch (error) {
      stopped = error;
      throw error;
    }
  });
  try {
    for (let at = 0; at < packed.length; at += step) {
      inflater.push(new Uint8Array(packed.subarray(at, at + step)), at + step >= packed.length);
    }
  } catch {
    if (stopped !== null) throw stopped;
    throw new InputError("corrupt-archive", `${name} cannot be unpacked: its compressed data is broken.`);
  }
}
