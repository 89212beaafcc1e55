import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError } from "../outcome.ts";
import { escapeXml } from "./charts.ts";
import { type ReportContent, type ReportVariant, reportJson } from "./content.ts";
import { dateText } from "./date-text.ts";
import { reportHtml } from "./html.ts";
import { commandLine, decodeRecipe, encodeRecipe, type Recipe, recipeInLink, recipeLink } from "./recipe.ts";

const recipe: Recipe = {
  steps: [
    { technique: "prune", options: { sparsity: 0.5, pattern: "2:4" } },
    { technique: "int8", options: { perChannel: true } },
  ],
  seed: 7,
  samples: 200,
  target: "edge-tpu",
};

const variant = (label: string, own: Partial<ReportVariant> = {}): ReportVariant => ({
  label,
  fileName: `${label}.tflite`,
  recipe: null,
  checksum: "0123456789abcdef",
  size: { file: 1_000_000, gzip: 900_000, weights: 980_000 },
  latency: null,
  fidelity: null,
  accuracy: null,
  estimates: [],
  targets: [],
  warnings: [],
  ...own,
});

const content = (name: string): ReportContent => ({
  created: "2026-11-23T20:00:00Z",
  studioVersion: "0.1.0",
  model: {
    name,
    fingerprint: "e4ffeb529cb81160",
    bytes: 1_000_000,
    opCount: 2,
    unpackers: 0,
    ops: [{ name, count: 2 }],
    subgraphs: 1,
    parameters: 250_000,
    macs: null,
    weightTypes: [{ type: "float32", bytes: 980_000 }],
    inputs: [{ name, shape: [1, 28, 28, 1], type: "FLOAT32" }],
    outputs: [{ name, shape: [1, 10], type: "FLOAT32" }],
    signatures: [name],
    description: name,
  },
  data: { source: name, samples: 500, labelled: true, preprocessing: [{ setting: name, value: name }] },
  environment: [{ name: "browser", value: name }],
  variants: [
    variant("Original", {
      accuracy: {
        metric: "top-1",
        value: { value: 0.925, low: 0.9, high: 0.95 },
        samples: 500,
        difference: null,
      },
    }),
    variant(`Pruned ${name}`, {
      recipe,
      size: { file: 260_000, gzip: 150_000, weights: 250_000 },
      latency: { value: 3.2, low: 3.1, high: 3.3, how: name },
      fidelity: { cosine: 0.999, sqnr: 31.5, agreement: 0.99, samples: 20, synthetic: true },
      accuracy: {
        metric: "top-1",
        value: { value: 0.921, low: 0.9, high: 0.94 },
        samples: 500,
        difference: { value: -0.004, low: -0.01, high: 0.002, isNoise: true },
      },
      estimates: [{ device: "Pixel 4", low: 2, high: 4.5, measured: false }],
      targets: [{ target: "Edge TPU", verdict: name }],
      warnings: [name],
    }),
  ],
});

const hostile = `</title></style></pre><script>alert(1)</script><img src=x onerror="alert(2)"> '"\`&\u0000\u202e`;

describe("report", () => {
  test("is one file that needs nothing else", () => {
    const html = reportHtml(content("fm_mnv1.tflite"));
    expect(html).not.toMatch(/<script|<link|<img|src=|href=|@import|url\(/i);
    expect(html).toContain("default-src 'none'");
    expect(html.match(/<svg /g)).toHaveLength(2);
    for (const fact of [
      "92.1\u00a0%",
      "within noise",
      "31.5\u00a0dB",
      "synthetic inputs",
      "−74.0\u00a0%",
      "estimated",
    ]) {
      expect(html).toContain(fact);
    }
    expect(html).toContain("--technique prune+int8 --set prune.sparsity=0.5");
  });

  test("names of hostile models stay text", () => {
    const html = reportHtml(content(hostile));
    const plain = reportHtml(content("model"));
    const tags = (text: string) => [...text.matchAll(/<\/?([a-z0-9]+)[ >]/g)].map((m) => m[1]).join();
    expect(tags(html)).toBe(tags(plain));
    expect(html).not.toContain("<script");
    expect(html).not.toMatch(/onerror="/);
    expect(html).not.toContain("\u0000");
  });

  test("whatever the name, the tags are the same", () => {
    const tags = (text: string) => [...text.matchAll(/<[^>]*>/g)].length;
    const plain = tags(reportHtml(content("model")));
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 60 }),
        (name) => tags(reportHtml(content(name))) === plain,
      ),
    );
  });

  test("the JSON is read back as it was, infinity as text", () => {
    const exact = content("m");
    const same = {
      ...exact,
      variants: [
        variant("x", {
          fidelity: {
            cosine: 1,
            sqnr: Number.POSITIVE_INFINITY,
            agreement: null,
            samples: 1,
            synthetic: true,
          },
        }),
      ],
    };
    const read = JSON.parse(reportJson(same)) as {
      format: string;
      variants: { fidelity: { sqnr: string } }[];
    };
    expect(read.format).toBe("tflite-studio-report");
    expect(read.variants[0]!.fidelity.sqnr).toBe("Infinity");
    expect(JSON.parse(reportJson(exact))).toEqual({ format: "tflite-studio-report", version: 1, ...exact });
  });

  test("works with nothing measured and with the original alone", () => {
    const bare = {
      ...content("m"),
      data: null,
      environment: [],
      variants: [variant("Original", { size: { file: 10, gzip: null, weights: 5 } })],
    };
    expect(reportHtml(bare)).toContain("none given");
    expect(reportHtml({ ...bare, variants: [] })).toContain("<table>");
  });
});

test("dates are written the same everywhere", () => {
  expect(dateText("2026-11-29T01:08:03.785Z")).toBe("29 November 2026, 01:08 UTC");
  expect(dateText("long ago")).toBe("long ago");
});

describe("the recipe in a link", () => {
  test("comes back as it was, and needs no escaping", () => {
    const link = recipeLink("https://studio.example/app?x=1#old", recipe);
    expect(link).toMatch(/^https:\/\/studio\.example\/app\?x=1#recipe=[A-Za-z0-9_-]+$/);
    expect(recipeInLink(link)).toEqual(recipe);
    expect(recipeInLink("https://studio.example/")).toBeNull();
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 30 }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (text, number) => {
          const own: Recipe = { steps: [{ technique: "int8", options: { text, number: number || 0 } }] };
          expect(decodeRecipe(encodeRecipe(own))).toEqual(JSON.parse(JSON.stringify(own)));
        },
      ),
    );
  });

  test("anything else is refused in words", () => {
    const json = (value: unknown) => encodeRecipe(value as Recipe);
    const bad = [
      "",
      "%%%",
      "AAAA",
      encodeRecipe(recipe).slice(0, -3),
      "A".repeat(9000),
      json({ steps: [] }),
      json({ steps: [{ technique: "<img>", options: {} }] }),
      json({ steps: [{ technique: "int8", options: { "on error": 1 } }] }),
      json({ steps: [{ technique: "int8", options: { a: { b: 1 } } }] }),
      json({ v: 2, steps: recipe.steps }),
      json({ ...recipe, target: "../x" }),
      json({ ...recipe, seed: -1 }),
    ];
    for (const text of bad) expect(() => decodeRecipe(text)).toThrow(InputError);
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), (text) => {
        try {
          decodeRecipe(text);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
  });

  test("the command survives a shell", () => {
    const line = commandLine(
      { steps: [{ technique: "int8", options: { keep: "a b; rm -rf ~ $(x) 'q'" } }] },
      "my model.tflite",
      "out.tflite",
      true,
    );
    expect(line).toBe(
      "npm run -s cli -- optimize 'my model.tflite' --technique int8 --set 'int8.keep=a b; rm -rf ~ $(x) '\\''q'\\''' --data DATA --out out.tflite",
    );
  });
});

test("escaping leaves nothing that XML reads", () => {
  expect(escapeXml(hostile)).not.toMatch(/[<>"'`\p{Cc}\u202e]/u);
  expect(escapeXml("a & b")).toBe("a &#38; b");
});
