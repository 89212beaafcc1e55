// All that the engine's later parts import lies in a file of its own: WebKit runs a worker's first file once more
// where a part imports from it, and then two engines answer.
import("./engine.ts").catch((error: unknown) => {
  setTimeout(() => {
    throw error;
  });
});
