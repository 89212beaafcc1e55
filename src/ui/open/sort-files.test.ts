import { describe, expect, it } from "vitest";
import { sortFiles } from "./sort-files.ts";

const named = (...paths: string[]) => paths.map((path) => ({ path, file: new Blob() }));
const paths = (files: readonly { path: string }[]) => files.map((f) => f.path);

describe("sortFiles", () => {
  it("opens the model and takes the rest as data", () => {
    const { model, data } = sortFiles(named("cats/1.png", "m.TFLITE", "cats/2.png"), false);
    expect(model?.path).toBe("m.TFLITE");
    expect(paths(data)).toEqual(["cats/1.png", "cats/2.png"]);
  });

  it("takes any file for the model while none is open, so that it can be named", () => {
    expect(sortFiles(named("photo.png"), false).model?.path).toBe("photo.png");
  });

  it("takes pictures and arrays as data once a model is open, but not other tools' models", () => {
    expect(sortFiles(named("a.png", "labels.csv"), true)).toMatchObject({ model: null, data: [{}, {}] });
    expect(sortFiles(named("net.onnx"), true).model?.path).toBe("net.onnx");
  });

  it("finds nothing in nothing", () =>
    expect(sortFiles([], false)).toEqual({ model: null, data: [], recipes: [] }));

  it("tells recipes from data, but not in folders of data", () => {
    const { model, data, recipes } = sortFiles(named("keep.json", "m.tflite", "set/a.json"), false);
    expect([model?.path, paths(data), paths(recipes)]).toEqual(["m.tflite", ["set/a.json"], ["keep.json"]]);
    expect(sortFiles(named("keep.json"), false).model).toBeNull();
  });
});
