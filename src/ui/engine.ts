import type { StudioApi } from "../engine/api.ts";
import { connectStudio, newCancelFlag } from "../engine/browser/client.ts";

interface Engine {
  readonly api: StudioApi;
  readonly newCancelFlag: () => Int32Array;
}

/** The engine in its worker; under `vite --mode fake`, made-up figures for work on the page's looks. */
export async function openEngine(onDeath: (message: string) => void): Promise<Engine> {
  if (import.meta.env.MODE === "fake") {
    const { fakeStudio } = await import("./dev/fake-studio.ts");
    return { api: fakeStudio(), newCancelFlag };
  }
  return { api: connectStudio(onDeath), newCancelFlag };
}
