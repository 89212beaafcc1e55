// Band-limited resampling by a windowed sinc: https://ccrma.stanford.edu/~jos/resample/
import type { Sound } from "../formats/wav.ts";

/** Zero crossings of the sinc on either side. */
const lobes = 16;

/** The sound at another rate. Frequencies that the new rate cannot hold are filtered out. */
export function resampleSound(sound: Sound, rate: number): Float32Array {
  if (sound.rate === rate) return sound.samples;
  const ratio = rate / sound.rate;
  const cutoff = Math.min(1, ratio);
  const reach = lobes / cutoff;
  const source = sound.samples;
  const result = new Float32Array(Math.max(1, Math.round(source.length * ratio)));
  for (let i = 0; i < result.length; i++) {
    const centre = i / ratio;
    const from = Math.max(0, Math.ceil(centre - reach));
    const to = Math.min(source.length - 1, Math.floor(centre + reach));
    let sum = 0;
    for (let k = from; k <= to; k++) sum += source[k]! * windowedSinc((k - centre) * cutoff);
    result[i] = sum * cutoff;
  }
  return result;
}

/** Hann window over {@link lobes} crossings. */
function windowedSinc(x: number): number {
  if (x === 0) return 1;
  const angle = Math.PI * x;
  return (Math.sin(angle) / angle) * (0.5 + 0.5 * Math.cos(angle / lobes));
}

/** The middle of a longer sound, or a shorter one followed by silence. */
export function fitLength(samples: Float32Array, length: number): Float32Array {
  if (samples.length === length) return samples;
  if (samples.length > length) {
    const from = (samples.length - length) >> 1;
    return samples.subarray(from, from + length);
  }
  const result = new Float32Array(length);
  result.set(samples);
  return result;
}

/**
 * As much of a sound as an input takes, at the rate that it takes: the middle of a longer one, silence after a
 * shorter one. Only that much is resampled, whatever rate the file claims.
 */
export function soundToInput(sound: Sound, rate: number, length: number): Float32Array {
  const ratio = rate / sound.rate;
  const { samples } = sound;
  const needed = Math.ceil(length / ratio + (2 * lobes) / Math.min(1, ratio)) + 2;
  if (samples.length <= needed) return fitLength(resampleSound(sound, rate), length);
  const from = (samples.length - needed) >> 1;
  return fitLength(resampleSound({ ...sound, samples: samples.subarray(from, from + needed) }, rate), length);
}

/** Rates that speech and sound models use, for guessing from an input's length: 1 s or a multiple of 0.975 s. */
export function guessRate(length: number): { readonly rate: number; readonly reason: string } | null {
  if (length === 15600)
    return { rate: 16000, reason: "15,600 samples are 0.975 s at 16 kHz, as YAMNet takes them" };
  for (const rate of [16000, 44100, 48000, 22050, 8000, 32000]) {
    if (length % rate === 0 && length / rate <= 30) {
      return { rate, reason: `${length} samples are ${length / rate} s at ${rate / 1000} kHz` };
    }
  }
  return null;
}
