import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { peakActivationBytes } from "../graph/memory.ts";
import { copyModel, type Model } from "../tflite/model.ts";
import { readModel } from "../tflite/read.ts";
import { languages, microArray, snippet, subjectOf } from "./index.ts";

const bytes = (name: string) => new Uint8Array(readFileSync(`src/test-fixtures/${name}`));
const model = (name: string) => readModel(bytes(name));
const float = subjectOf(model("fm_mnv1.tflite"), "fm_mnv1.tflite");
const int8 = subjectOf(model("fm_mnv1.int8.tflite"), "out/fm_mnv1.int8.tflite");

describe("snippets", () => {
  test("name the file, the signature's ports and the quantization", () => {
    for (const language of languages) expect(snippet(language, float).code).toContain("fm_mnv1");
    const code = snippet("python", int8).code!;
    expect(code).toContain('get_signature_runner("serving_default")');
    expect(code).toContain('**{"image": input_0}');
    expect(code).toContain("np.rint(real_0 / 0.003921431489288807) - 128");
    expect(snippet("kotlin", int8).code).toContain("writeInt8");
  });

  test("say so where a library cannot take the file's border", () => {
    for (const language of ["swift", "javascript"] as const) {
      expect(snippet(language, int8).code).toBeNull();
      expect(snippet(language, int8).notes.join()).toContain("float input and output");
    }
    const int16 = subjectOf(model("fm_mnv1.int16x8.tflite"), "x.tflite");
    expect(snippet("kotlin", int16).code).toBeNull();
    expect(snippet("swift", int16).code).toContain("Int16(clamping:");
  });

  test("C++ registers exactly the ops of the model and aligns the array", () => {
    const code = snippet("cpp", int8).code!;
    expect(code).toContain("MicroMutableOpResolver<5>");
    expect([...code.matchAll(/resolver\.(\w+)\(\)/g)].map((m) => m[1])).toEqual([
      "AddConv2D",
      "AddDepthwiseConv2D",
      "AddMean",
      "AddReshape",
      "AddSoftmax",
    ]);
    const file = bytes("fm_mnv1.int8.tflite");
    const array = microArray(file, int8.fileName)!;
    expect(array).toContain("alignas(16) const unsigned char g_fm_mnv1_int8_model[]");
    const values = [...array.slice(array.indexOf("{")).matchAll(/0x(..),/g)].map((m) =>
      Number.parseInt(m[1]!, 16),
    );
    expect(values.length).toBe(file.length);
    expect(values.every((v, i) => v === file[i])).toBe(true);
  });

  test("a custom op that TFLite Micro lacks is named", () => {
    const selfie = readModel(
      new Uint8Array(readFileSync("node_modules/@mediapipe/selfie_segmentation/selfie_segmentation.tflite")),
    );
    expect(snippet("cpp", subjectOf(selfie, "selfie.tflite")).notes.join()).toContain(
      "Convolution2DTransposeBias",
    );
  });

  test("hostile names end no string, comment or line", () => {
    const evil: Model = copyModel(model("fm_mnv1.tflite"));
    const name =
      "x\"); evil(); /* */ */ \n#include \"y\"\n''' " + "$" + "{evil} \\(evil) </script> \u2028 \u202e";
    evil.signatureDefs![0]!.inputs![0]!.name = name;
    evil.signatureDefs![0]!.signatureKey = name;
    const subject = subjectOf(evil, `../../${name}.tflite`);
    expect(subject.fileName).toMatch(/^[A-Za-z0-9._-]+$/);
    for (const language of languages) {
      const lines = snippet(language, subject).code!.split("\n");
      const same = snippet(language, float).code!.split("\n");
      // Without a signature that can be written down, Python goes by position.
      if (language !== "python") expect(lines.length).toBe(same.length);
      for (const line of lines.filter(
        (l) => l.includes("evil()") && !l.includes(subject.fileName.slice(0, 9)),
      )) {
        expect(line).toMatch(/^\s*(#|\/\/)/);
        expect(line).not.toContain("*/");
      }
    }
  });

  test("the JavaScript runs in the real runtime", () => {
    const folder = mkdtempSync(join(tmpdir(), "snippet-"));
    try {
      copyFileSync("src/test-fixtures/fm_mnv1.tflite", join(folder, "fm_mnv1.tflite"));
      const core = pathToFileURL(resolve("node_modules/@litertjs/core/dist/index.js")).href;
      const entry = JSON.parse(readFileSync("node_modules/@litertjs/core/package.json", "utf8")) as {
        module?: string;
        main?: string;
      };
      const url = entry.module ?? entry.main;
      const code = snippet("javascript", float).code!.replace(
        '"@litertjs/core"',
        JSON.stringify(
          url === undefined ? core : pathToFileURL(resolve("node_modules/@litertjs/core", url)).href,
        ),
      );
      writeFileSync(join(folder, "snippet.mjs"), code);
      writeFileSync(join(folder, "page.mjs"), pageInNode);
      const output = execFileSync(
        process.execPath,
        ["--import", pathToFileURL(join(folder, "page.mjs")).href, join(folder, "snippet.mjs")],
        {
          cwd: folder,
          encoding: "utf8",
          stdio: ["ignore", "pipe", "ignore"],
          env: { ...process.env, WASM: resolve("node_modules/@litertjs/core/wasm") },
        },
      );
      const scores = [...output.slice(output.indexOf("Float32Array")).matchAll(/0\.\d+(?:e-\d+)?/g)].map(
        Number,
      );
      expect(scores.length).toBe(10);
      expect(scores.reduce((n, s) => n + s, 0)).toBeCloseTo(1, 4);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** What a page has and Node has not: scripts and files by address. */
const pageInNode = `
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import vm from "node:vm";
const wasm = process.env.WASM + "/";
const path = (url) => (String(url).endsWith(".tflite") ? "./" : wasm) + String(url).split("/").pop();
Object.assign(globalThis, {
  self: globalThis,
  require: createRequire(import.meta.url),
  __dirname: wasm,
  __filename: join(wasm, "x.js"),
  Module: { locateFile: (file) => wasm + file },
  importScripts: (...urls) => urls.forEach((url) => vm.runInThisContext(readFileSync(path(url), "utf8"))),
  fetch: async (url) => new Response(readFileSync(path(url)), {
    headers: { "content-type": String(url).endsWith(".wasm") ? "application/wasm" : "application/octet-stream" },
  }),
});
`;

test("peak memory of activations is that of the two largest neighbours here", () => {
  // A chain: the largest sum of an op's input and output, here the first pointwise convolution's.
  expect(peakActivationBytes(model("fm_mnv1.int8.tflite"))).toBe(28 * 28 * 16 + 28 * 28 * 32);
  expect(peakActivationBytes(model("fm_mnv1.tflite"))).toBe(4 * (28 * 28 * 16 + 28 * 28 * 32));
});
