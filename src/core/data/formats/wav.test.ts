import { describe, expect, test } from "vitest";
import { fitLength, guessRate, resampleSound, soundToInput } from "../reading/audio.ts";
import { bytesOfValues, wav } from "../testing/make-files.ts";
import { parseWav } from "./wav.ts";

const samples = (bytes: Uint8Array): number[] => [...parseWav(bytes, "a.wav").samples];

describe("parseWav", () => {
  test("PCM of each width, floats, and channels averaged", () => {
    expect(samples(wav(1, 8, 1, 8000, Uint8Array.of(0, 128, 192)))).toEqual([-1, 0, 0.5]);
    expect(samples(wav(1, 16, 1, 8000, bytesOfValues(Int16Array.of(-32768, 16384))))).toEqual([-1, 0.5]);
    expect(samples(wav(1, 24, 1, 8000, Uint8Array.of(0, 0, 0x80, 0, 0, 0x40)))).toEqual([-1, 0.5]);
    expect(samples(wav(1, 32, 1, 8000, bytesOfValues(Int32Array.of(-(2 ** 31), 2 ** 30))))).toEqual([
      -1, 0.5,
    ]);
    expect(samples(wav(3, 32, 1, 8000, bytesOfValues(Float32Array.of(0.25))))).toEqual([0.25]);
    expect(samples(wav(1, 16, 2, 8000, bytesOfValues(Int16Array.of(16384, 0, 0, -16384))))).toEqual([
      0.25, -0.25,
    ]);
  });

  test("what is wrong is named", () => {
    const good = wav(1, 16, 1, 8000, new Uint8Array(8));
    expect(() => samples(good.subarray(0, 46))).toThrow(
      "cut off: 8 bytes of sound were expected, 2 are there",
    );
    expect(() => samples(wav(85, 16, 1, 8000, new Uint8Array(8)))).toThrow(
      "packed in a way that is not read",
    );
    expect(() => samples(wav(1, 16, 0, 8000, new Uint8Array(8)))).toThrow("0 channels");
    expect(() => samples(new Uint8Array(4))).toThrow("does not start as one");
  });
});

describe("resampling", () => {
  const tone = (rate: number, hz: number, seconds: number): Float32Array =>
    Float32Array.from({ length: rate * seconds }, (_, i) => Math.sin((2 * Math.PI * hz * i) / rate));
  const level = (x: Float32Array): number => Math.sqrt(x.reduce((s, v) => s + v * v, 0) / x.length);

  test("a tone stays the tone, up and down", () => {
    for (const [from, to] of [
      [44100, 16000],
      [8000, 16000],
    ] as const) {
      const result = resampleSound({ rate: from, samples: tone(from, 440, 1) }, to);
      const wanted = tone(to, 440, 1);
      expect(result.length).toBe(to);
      const inner = result.subarray(200, -200).map((v, i) => v - wanted[i + 200]!);
      expect(level(inner)).toBeLessThan(0.003);
    }
  });

  test("what the new rate cannot hold is filtered out instead of folded back", () => {
    const result = resampleSound({ rate: 44100, samples: tone(44100, 12000, 1) }, 16000);
    expect(level(result.subarray(200, -200))).toBeLessThan(0.01);
  });

  test("only what an input takes is resampled, whatever rate a file claims", () => {
    const slow = { rate: 1, samples: new Float32Array(1_000_000).fill(0.5) };
    const result = soundToInput(slow, 16000, 16000);
    expect(result.length).toBe(16000);
    expect(result[8000]).toBeCloseTo(0.5, 2);
    const long = { rate: 44100, samples: tone(44100, 440, 5) };
    expect(level(soundToInput(long, 16000, 16000))).toBeCloseTo(Math.SQRT1_2, 2);
    expect(soundToInput({ rate: 8000, samples: Float32Array.of(1) }, 8000, 3)).toEqual(
      Float32Array.of(1, 0, 0),
    );
  });

  test("lengths are fitted around the middle or with silence, and tell the rate", () => {
    expect([...fitLength(Float32Array.of(1, 2, 3, 4, 5), 3)]).toEqual([2, 3, 4]);
    expect([...fitLength(Float32Array.of(1), 3)]).toEqual([1, 0, 0]);
    expect(guessRate(15600)?.rate).toBe(16000);
    expect(guessRate(44100)?.rate).toBe(44100);
    expect(guessRate(17)).toBeNull();
  });
});
