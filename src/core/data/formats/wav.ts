// https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html
import { InputError } from "../../outcome.ts";

/** Sound as one channel, samples from −1 to 1. */
export interface Sound {
  readonly rate: number;
  readonly samples: Float32Array;
}

export const isWav = (head: Uint8Array): boolean =>
  String.fromCharCode(...head.subarray(0, 4)) === "RIFF" &&
  String.fromCharCode(...head.subarray(8, 12)) === "WAVE";

interface Format {
  readonly kind: "pcm" | "float";
  readonly channels: number;
  readonly rate: number;
  readonly bits: number;
}

/** Reads PCM of 8, 16, 24 or 32 bits and floats of 32 or 64; channels are averaged. */
export function parseWav(bytes: Uint8Array, name: string): Sound {
  const broken = (why: string): InputError =>
    new InputError("corrupt-wav", `${name} is no sound WAV file: ${why}.`);
  if (bytes.length < 12 || !isWav(bytes)) throw broken("it does not start as one");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let format: Format | null = null;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const kind = view.getUint32(at);
    const size = view.getUint32(at + 4, true);
    const start = at + 8;
    if (kind === 0x666d7420) {
      if (size < 16 || start + size > bytes.length) throw broken("its format is cut off");
      format = parseFormat(view, start, size, name);
    } else if (kind === 0x64617461) {
      if (format === null) throw broken("its data come before its format");
      // Streamed files say 0 or all ones: their data go on to the end.
      const open = size === 0 || size === 0xffffffff;
      if (!open && start + size > bytes.length) {
        throw new InputError(
          "truncated-data",
          `${name} is cut off: ${size} bytes of sound were expected, ${bytes.length - start} are there.`,
        );
      }
      return { rate: format.rate, samples: mono(view, start, open ? bytes.length - start : size, format) };
    }
    at = start + size + (size & 1);
  }
  throw broken("it holds no sound");
}

function parseFormat(view: DataView, at: number, size: number, name: string): Format {
  const plain = view.getUint16(at, true);
  const tag = plain === 0xfffe && size >= 26 ? view.getUint16(at + 24, true) : plain;
  const channels = view.getUint16(at + 2, true);
  const rate = view.getUint32(at + 4, true);
  const bits = view.getUint16(at + 14, true);
  const kind = tag === 1 ? "pcm" : tag === 3 ? "float" : null;
  const known = kind === "pcm" ? [8, 16, 24, 32] : [32, 64];
  if (kind === null || !known.includes(bits)) {
    throw new InputError(
      "unsupported-wav",
      `${name} is packed in a way that is not read (format ${tag}, ${bits} bits).`,
    );
  }
  if (channels < 1 || channels > 64 || rate < 1 || rate > 1_000_000) {
    throw new InputError("corrupt-wav", `${name} claims ${channels} channels at ${rate} Hz.`);
  }
  return { kind, channels, rate, bits };
}

function mono(view: DataView, start: number, size: number, { kind, channels, bits }: Format): Float32Array {
  const width = bits / 8;
  const frames = Math.floor(size / (width * channels));
  const samples = new Float32Array(frames);
  const value = reader(view, kind, bits);
  for (let f = 0, at = start; f < frames; f++) {
    let sum = 0;
    for (let c = 0; c < channels; c++, at += width) sum += value(at);
    samples[f] = sum / channels;
  }
  return samples;
}

/** 8-bit samples are unsigned around 128, wider ones signed. */
function reader(view: DataView, kind: Format["kind"], bits: number): (at: number) => number {
  if (kind === "float")
    return bits === 32 ? (at) => view.getFloat32(at, true) : (at) => view.getFloat64(at, true);
  if (bits === 8) return (at) => (view.getUint8(at) - 128) / 128;
  if (bits === 16) return (at) => view.getInt16(at, true) / 2 ** 15;
  if (bits === 24) return (at) => (view.getUint16(at, true) | (view.getInt8(at + 2) << 16)) / 2 ** 23;
  return (at) => view.getInt32(at, true) / 2 ** 31;
}
