import type { StudioApi } from "../engine/api.ts";
import { fakeStudio } from "./dev/fake-studio.ts";

interface Engine {
  readonly api: StudioApi;
  readonly newCancelFlag: () => Int32Array;
}

export async function openEngine(_onDeath: (reason: string) => void): Promise<Engine> {
  return { api: fakeStudio(), newCancelFlag: () => new Int32Array(1) };
}
