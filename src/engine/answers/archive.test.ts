import { unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { CancelledError, sharedCancelSignal } from "../../core/outcome.ts";
import { zipFiles } from "./archive.ts";

const noise = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 2654435761) >>> 24);

describe("the zip of variants", () => {
  it("holds every file as it was, over more than one slice, and tells equal names apart", async () => {
    const files = [
      { name: "a.tflite", bytes: noise(2_500_000) },
      { name: "a.tflite", bytes: noise(10) },
      { name: "empty", bytes: new Uint8Array() },
    ];
    const flag = new Int32Array(1);
    const seen: number[] = [];
    const zip = await zipFiles(files, sharedCancelSignal(flag), ({ done }) => seen.push(done));
    const read = unzipSync(new Uint8Array(await zip.arrayBuffer()));
    expect(Object.keys(read).sort()).toEqual(["a-2.tflite", "a.tflite", "empty"]);
    expect(read["a.tflite"]).toEqual(files[0]!.bytes);
    expect(read["a-2.tflite"]).toEqual(files[1]!.bytes);
    expect(seen.at(-1)).toBe(2_500_010);
  });

  it("stops when it is cancelled", async () => {
    const flag = Int32Array.of(1);
    await expect(
      zipFiles([{ name: "a", bytes: noise(5) }], sharedCancelSignal(flag), () => {}),
    ).rejects.toBeInstanceOf(CancelledError);
  });
});
