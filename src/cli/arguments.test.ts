import { expect, test } from "vitest";
import { type CommandName, parseArguments } from "./arguments.ts";

const words = (line: string): string[] => line.split(" ");

test("options come as they are meant", () => {
  const args = parseArguments(
    "search",
    words("a.tflite --data d --samples 5 --max-loss 0.5 --out r --set data.range=0..1 --set data.rate=8"),
  );
  expect(args).toMatchObject({ model: "a.tflite", data: "d", samples: 5, out: "r", seed: 1, json: false });
  expect(args.limits.maxLoss).toBe(0.5);
  expect(args.settings.get("data")).toEqual({ range: "0..1", rate: "8" });
});

test.each<[CommandName, string, RegExp]>([
  ["inspect", "a.tflite --technique int8", /^inspect takes no --technique\. It takes: --json\.$/],
  ["optimize", "a.tflite --technique int8 --techniques int8", /^optimize takes no --techniques\./],
  ["compare", "a.tflite --technique int8", /^compare takes no --technique\. It takes: .*--techniques/],
  ["compare", "a.tflite --out b.tflite", /^compare takes no --out\./],
  ["search", "a.tflite --seed 1 --for tflite-micro", /^search takes no --for\./],
  ["optimize", "a.tflite --technique int8 --technique float16", /^--technique is given twice/],
  ["optimize", "a.tflite --set int8.io=int8 --set int8.io=uint8", /^--set int8\.io is given twice/],
  ["optimize", "a.tflite --labels y.npy", /^--labels needs --data/],
  ["optimize", "a.tflite --data d --samples 0", /^--samples takes a whole number of at least 1, not “0”/],
  ["optimize", "a.tflite --seed 1e99", /^--seed takes a whole number/],
  ["optimize", "a.tflite --colour red", /^Unknown option '--colour'\.$/],
  ["optimize", "a.tflite b.tflite", /^Only one model is taken/],
  ["repair", "a.tflite --max-loss -1", /max-loss/],
  ["search", "a.tflite --data d --budget 0", /^--budget takes a number above 0, not “0”/],
])("%s %s is refused", (command, line, reason) => {
  expect(() => parseArguments(command, words(line))).toThrow(reason);
});

test("an option without its value is refused", () => {
  expect(() => parseArguments("optimize", ["a.tflite", "--out", ""])).toThrow(
    "--out is given without a value.",
  );
});
