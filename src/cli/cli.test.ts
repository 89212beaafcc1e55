import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BuiltinOperator } from "../core/tflite/generated/enums.ts";
import { copyModel } from "../core/tflite/model.ts";
import { readModel } from "../core/tflite/read.ts";
import { writeModel } from "../core/tflite/write.ts";

const model = "src/test-fixtures/fm_mnv1.tflite";
const published = "node_modules/@mediapipe/face_detection/face_detection_short_range.tflite";
let folder: string;

const cli = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync("node", ["scripts/cli.mjs", ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tflite-studio-cli-"));
  // The bundle is made by the first call; later ones only start it.
  cli("--help");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the bundle", () => {
  test("is there all the while that two builds make it anew at once", async () => {
    const entry = "dist/node/cli.mjs";
    let missing = 0;
    let running = 2;
    const built = [1, 2].map(async () => {
      const build = spawn("node", ["scripts/build-node.mjs"], { stdio: "ignore" });
      const [status] = await once(build, "close");
      running--;
      return status as number;
    });
    while (running > 0) {
      if (!existsSync(entry)) missing++;
      await setImmediate();
    }
    expect(await Promise.all(built)).toEqual([0, 0]);
    expect(missing).toBe(0);
    expect(cli("inspect", model).status).toBe(0);
    expect(readdirSync("dist").filter((f) => f.startsWith("node-"))).toEqual([]);
  });
});

describe("the command line", () => {
  test("inspect says what is in a file", () => {
    const { status, stdout } = cli("inspect", model, "--json");
    expect(status).toBe(0);
    const facts = JSON.parse(stdout);
    expect(facts).toMatchObject({ bytes: 649972, subgraphs: 1 });
    expect(facts.inputs[0]).toMatchObject({ shape: [1, 28, 28, 1], type: "FLOAT32" });
  });

  test.each(["float16", "dynamic-int8", "weight-int8", "weight-int4"])(
    "optimize with %s writes a smaller file that reads back",
    (id) => {
      for (const input of [model, published]) {
        const out = join(folder, `${id}.tflite`);
        const { status, stdout, stderr } = cli("optimize", input, "--technique", id, "--out", out, "--json");
        expect(stderr).not.toMatch(/error/);
        expect(status).toBe(0);
        const written = readFileSync(out);
        expect(JSON.parse(stdout)).toMatchObject({ size: { file: written.length } });
        readModel(written);
        if (!(id === "float16" && input === published))
          expect(written.length).toBeLessThan(0.75 * readFileSync(input).length);
      }
    },
  );

  test("optimize for TensorFlow Lite Micro writes tables where weights are clustered", () => {
    const out = join(folder, "micro.tflite");
    const args = [model, "--for", "tflite-micro", "--out", out, "--json"];
    const { status, stdout } = cli("optimize", ...args, "--technique", "cluster");
    expect(status).toBe(0);
    const { micro, size } = JSON.parse(stdout);
    const written = readFileSync(out);
    expect(micro).toMatchObject({ for: "tflite-micro", file: written.length });
    expect(written.length).toBeLessThan(0.3 * size.file);
    expect(readModel(written).operatorCodes.map((code) => code.customCode)).toContain("TFLM_DECODE");
  });

  test("paths are those of the folder that npm was called in", () => {
    const env = { ...process.env, npm_lifecycle_event: "cli", INIT_CWD: join(process.cwd(), "src") };
    const args = ["scripts/cli.mjs", "inspect", "test-fixtures/fm_mnv1.tflite"];
    expect(spawnSync("node", args, { env }).status).toBe(0);
  });

  test("a recipe file is taken wherever techniques are", () => {
    const recipe = join(folder, "recipe.json");
    const options = { rounding: "nearest", calibration: "minmax" };
    const steps = [{ technique: "int8", options }];
    writeFileSync(recipe, JSON.stringify({ steps, rules: [{ op: "SOFTMAX", action: "float" }] }));
    const small = "src/test-fixtures/fm_cnn.tflite";
    const data = ["--data", "src/test-fixtures/fashion-train200-images-idx3-ubyte.gz", "--samples", "20"];
    const out = join(folder, "by-recipe.tflite");
    const compared = cli("compare", small, "--techniques", `${recipe},float16`, ...data, "--json");
    expect(compared.status).toBe(0);
    const [, byRecipe] = JSON.parse(compared.stdout).rows;
    const softmax = byRecipe.facts.report.find((op: { opName: string }) => op.opName === "SOFTMAX");
    expect(softmax.detail).toMatch(/float/);
    const repaired = cli(
      "repair",
      small,
      "--technique",
      recipe,
      ...data,
      "--max-loss",
      "9",
      "--out",
      out,
      "--json",
    );
    expect(repaired.status).toBe(0);
    expect(JSON.parse(repaired.stdout).steps[0].options).toMatchObject({ calibration: "minmax" });
    const setToo = cli(
      "optimize",
      small,
      "--technique",
      recipe,
      ...data,
      "--set",
      "int8.io=int8",
      "--out",
      out,
    );
    expect([setToo.status, setToo.stderr]).toEqual([
      2,
      "error: --set int8.…: options of the data alone can be set here.\n",
    ]);
  });

  test("each command's help is the help of all", () => {
    const { status, stdout } = cli("optimize", "--help");
    expect(status).toBe(0);
    expect(stdout).toMatch(/--technique ID/);
  });

  test("the model is never written over, and what cannot be written is said before the work", () => {
    const own = join(folder, "own.tflite");
    writeFileSync(own, readFileSync(model));
    const over = cli("optimize", own, "--technique", "float16", "--out", own);
    expect([over.status, over.stderr]).toEqual([
      2,
      `error: ${own} cannot be written: it is the model that is read.\n`,
    ]);
    expect(readFileSync(own).equals(readFileSync(model))).toBe(true);
    const data = ["--data", "src/test-fixtures/fashion-train200-images-idx3-ubyte.gz"];
    const search = cli("search", model, ...data, "--out", own);
    expect([search.status, search.stderr]).toEqual([
      2,
      `error: The folder ${own} cannot be made: it is a file.\n`,
    ]);
  });

  test("compare keeps the rows of others where a technique that was asked for lacks its data", () => {
    const { status, stdout } = cli("compare", model, "--techniques", "float16,int8", "--json");
    expect(status).toBe(0);
    const { rows } = JSON.parse(stdout) as { rows: { facts: unknown; error: string | null }[] };
    expect(rows.map(({ facts, error }) => [facts !== null, error])).toEqual([
      [false, null],
      [true, null],
      [false, expect.stringMatching(/^Full integer int8 needs a representative dataset/)],
    ]);
  });

  test("compare tells sizes where the runtime does not have an op of the model", () => {
    const foreign = copyModel(readModel(readFileSync(model)));
    const softmax = foreign.subgraphs[0]!.operators.at(-1)!;
    softmax.opcodeIndex = foreign.operatorCodes.length;
    softmax.builtinOptions = null;
    const { CUSTOM } = BuiltinOperator;
    foreign.operatorCodes.push({
      builtinCode: CUSTOM,
      deprecatedBuiltinCode: CUSTOM,
      customCode: "Foreign",
      version: 1,
    });
    const path = join(folder, "foreign.tflite");
    writeFileSync(path, writeModel(foreign));
    const { status, stdout, stderr } = cli("compare", path, "--techniques", "float16");
    expect(status).toBe(2);
    expect(stdout).toMatch(/^float16 .*kB .* %/m);
    expect(stderr.match(/^error: This runtime does not have Foreign/gm)).toHaveLength(1);
  });

  test("compare prints a row for each technique and for the original", () => {
    const { status, stdout, stderr } = cli(
      "compare",
      model,
      "--techniques",
      "float16,dynamic-int8",
      "--json",
    );
    expect(stderr).not.toMatch(/error/);
    expect(status).toBe(0);
    const { rows } = JSON.parse(stdout);
    expect(rows.map((r: { techniques: string }) => r.techniques)).toEqual([
      "original",
      "float16",
      "dynamic-int8",
    ]);
    for (const row of rows) {
      expect(row.error).toBeNull();
      expect(row.fidelity.synthetic).toBe(true);
      expect(row.fidelity.outputs[0].cosine).toBeGreaterThan(0.99);
      expect(row.latency.oneThread.median).toBeGreaterThan(0);
    }
  });

  describe("anything wrong with the input ends with code 2, one line and no file", () => {
    const png = () => {
      const path = join(folder, "picture.tflite");
      writeFileSync(path, Buffer.from("89504e470d0a1a0a0000000d", "hex"));
      return path;
    };
    const cut = () => {
      const path = join(folder, "cut.tflite");
      writeFileSync(path, readFileSync(model).subarray(0, 300_000));
      return path;
    };
    test.each([
      ["a missing file", () => ["/no/such.tflite", "--technique", "float16"], /no such file/],
      ["a picture", () => [png(), "--technique", "float16"], /PNG picture/],
      ["a truncated model", () => [cut(), "--technique", "float16"], /damaged|cut off/],
      ["an unknown technique", () => [model, "--technique", "int7"], /no technique “int7”/],
      ["a wrong order", () => [model, "--technique", "float16+prune"], /before/],
      [
        "an unknown option",
        () => [model, "--technique", "float16", "--set", "float16.nope=1"],
        /no option “nope”/,
      ],
      [
        "a setting of something else",
        () => [model, "--technique", "float16", "--set", "int8.io=uint8"],
        /not among the techniques/,
      ],
      [
        "an unknown form",
        () => [model, "--technique", "cluster", "--for", "coral"],
        /--for takes tflite-micro, not “coral”/,
      ],
      [
        "a setting of a later step",
        () => [model, "--technique", "cluster+float16", "--set", "float16.nope=1"],
        /no option “nope”/,
      ],
      [
        "a setting of data that are not there",
        () => [model, "--set", "data.range=0..1", "--technique", "float16"],
        /there are no data/,
      ],
      [
        "a technique's missing name",
        () => [model, "--technique", "float16+"],
        /name is missing in “float16\+”/,
      ],
      ["an unknown flag", () => [model, "--techniq", "int8"], /techniq/],
    ])("%s", (_, args, reason) => {
      const out = join(folder, "never.tflite");
      const { status, stdout, stderr } = cli("optimize", ...args(), "--out", out);
      expect(status).toBe(2);
      expect(stdout).toBe("");
      const errors = stderr.split("\n").filter((line) => line.startsWith("error: "));
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatch(reason);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(existsSync(out)).toBe(false);
      expect(readdirSync(folder).filter((f) => f.endsWith(".partial"))).toEqual([]);
    });
  });

  test("keeps standard output for the file where that goes there", () => {
    const command = `node scripts/cli.mjs optimize ${model} --technique float16 --out /dev/stdout | cat`;
    const { status, stdout, stderr } = spawnSync("sh", ["-c", command], { maxBuffer: 16e6 });
    expect(status).toBe(0);
    expect(`${stderr}`).toContain("written: /dev/stdout");
    expect(readModel(new Uint8Array(stdout)).subgraphs).toHaveLength(1);
    expect(stdout.subarray(-8).toString("latin1")).not.toContain("stdout");
  });
});
