import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import encodeJpeg, { init as initJpeg } from "@jsquash/jpeg/encode.js";
import encodeWebp, { init as initWebp } from "@jsquash/webp/encode.js";
import { beforeAll, expect, test } from "vitest";
import { png } from "../testing/make-files.ts";
import { reachesItsEnd } from "./ending.ts";
import type { ImageFormat } from "./header.ts";

const [width, height] = [24, 16];
const files = new Map<ImageFormat, Uint8Array>();

type Init = (options: { readonly wasmBinary: Uint8Array }) => Promise<void>;

beforeAll(async () => {
  const wasm = (path: string) => readFileSync(createRequire(import.meta.url).resolve(path));
  await (initJpeg as unknown as Init)({ wasmBinary: wasm("@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm") });
  await (initWebp as unknown as Init)({ wasmBinary: wasm("@jsquash/webp/codec/enc/webp_enc.wasm") });
  const data = Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) => (i % 4 === 3 ? 255 : i * 7));
  const image = { width, height, data, colorSpace: "srgb" as const };
  files.set("jpeg", new Uint8Array(await encodeJpeg(image)));
  files.set("webp", new Uint8Array(await encodeWebp(image)));
  files.set("png", png(width, height, new Uint8Array(data)));
});

test.each(["png", "jpeg", "webp"] as const)(
  "a %s that is cut anywhere behind its header is noticed",
  (format) => {
    const whole = files.get(format)!;
    expect(reachesItsEnd(whole, format)).toBe(true);
    const longer = new Uint8Array(whole.length + 5);
    longer.set(whole);
    expect(reachesItsEnd(longer, format)).toBe(true);
    for (let length = 33; length < whole.length - 8; length++)
      expect(reachesItsEnd(whole.subarray(0, length), format)).toBe(false);
  },
);

test("the end of a preview in front is not taken for the picture's", () => {
  const whole = files.get("jpeg")!;
  const preview = Uint8Array.of(0xff, 0xe1, 0, 6, 1, 2, 0xff, 0xd9);
  const withPreview = Uint8Array.of(...whole.subarray(0, 2), ...preview, ...whole.subarray(2));
  expect(reachesItsEnd(withPreview, "jpeg")).toBe(true);
  expect(reachesItsEnd(withPreview.subarray(0, withPreview.length - 9), "jpeg")).toBe(false);
});
