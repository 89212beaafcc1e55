// Files that are still on their way when a person turns to others: what was asked for last stands.
import { expect, it } from "vitest";
import { done } from "../core/outcome.ts";
import { fakeData, fakeModel, noAnswers } from "./derived/test-facts.ts";
import { createStudioStore } from "./store.ts";
import { type NamedFile, StudioActions } from "./studio.ts";

/** An engine that opens what ends in `.tflite`, and any data under the name of its first file. */
function studioOf() {
  const store = createStudioStore();
  const studio = new StudioActions(
    store,
    {
      ...noAnswers,
      environment: async () => ({ cores: 2, shared: true, webgpu: false }),
      openModel: async (name) =>
        name.endsWith(".tflite")
          ? done({ ...fakeModel, name })
          : { state: "failed", failure: { code: "not-tflite", message: `${name} is a picture.` } },
      openData: async ([first]) => done({ ...fakeData, source: first!.path, previews: [] }),
    },
    () => new Int32Array(1),
  );
  const said = () => store.getState().notices.map(({ message }) => message);
  const source = () => {
    const { data } = store.getState();
    return data.state === "done" ? data.value.source : data.state;
  };
  return { studio, store, said, source };
}

/** What is on its way until the test says how that ends. */
function awaited<T>() {
  let resolve!: (value: T) => void;
  let reject!: (why: Error) => void;
  const promise = new Promise<T>((...ends) => {
    [resolve, reject] = ends;
  });
  return { promise, resolve, reject };
}

const named = (path: string): NamedFile => ({ path, file: new Blob() });

it.each([
  ["mine.tflite", "mine.tflite", []],
  ["photo.png", undefined, ["photo.png is a picture."]],
])("a model that arrives after %s was chosen is let go", async (chosen, open, words) => {
  const { studio, store, said } = studioOf();
  const demo = awaited<Blob>();
  const late = studio.openModel("demo.tflite", demo.promise);
  expect(store.getState().opening).toBe("demo.tflite");
  await studio.openModel(chosen, new Blob());
  demo.resolve(new Blob());
  expect(await late).toBe(false);
  expect(store.getState().model?.name).toBe(open);
  expect(store.getState().opening).toBeNull();
  expect(said()).toEqual(words);
});

it("a model that does not arrive is spoken of only where it is still waited for", async () => {
  const { studio, store, said } = studioOf();
  expect(await studio.openModel("demo.tflite", Promise.reject(new Error("The network is gone.")))).toBe(
    false,
  );
  expect(said()).toEqual(["The network is gone."]);
  const demo = awaited<Blob>();
  const late = studio.openModel("demo.tflite", demo.promise);
  await studio.openModel("mine.tflite", new Blob());
  demo.reject(new Error("The network is gone."));
  await late;
  expect(store.getState()).toMatchObject({ opening: null, notices: [] });
});

it("samples that arrive after others were added are let go", async () => {
  const { studio, source, said } = studioOf();
  await studio.openModel("a.tflite", new Blob());
  const demo = awaited<readonly NamedFile[]>();
  const late = studio.openData(demo.promise);
  expect(source()).toBe("running");
  await studio.openData([named("mine.zip")]);
  demo.resolve([named("demo.gz")]);
  await late;
  expect(source()).toBe("mine.zip");
  await studio.openData(Promise.reject(new Error("The network is gone.")));
  expect(source()).toBe("idle");
  expect(said()).toEqual(["The network is gone."]);
});
