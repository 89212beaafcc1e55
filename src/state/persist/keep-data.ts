// Keeps the samples that are open with their model. What does not fit is said once, and all else goes on.

import { createStore } from "zustand/vanilla";
import { thousands } from "../../core/thousands.ts";
import { noticed } from "../changes.ts";
import type { StudioState } from "../model.ts";
import { apply } from "../store.ts";
import type { NamedFile, StudioActions } from "../studio.ts";
import { changeKept, dropUnusedDatasets, type KeptData, type KeptModel, keptModels } from "./database.ts";
import { datasetBytes, datasetKey, hasDataset, writeDataset } from "./dataset-store.ts";
import { inTurn } from "./in-turn.ts";
import { mostDataBytes, roomNow, toFree } from "./room.ts";
import { keptRuns } from "./run-store.ts";
import { dropVariants, keptVariants } from "./variant-store.ts";

/** Samples of the open model that are in storage; null where none are. */
export const keptData = createStore<{ readonly data: KeptData | null }>(() => ({ data: null }));

/** Long enough for settings that do not fit to be taken back before anything is written. */
const patience = 400;

/** Follows the studio from now on. */
export function keepData(studio: StudioActions): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** What was last written, by session and `dataRun`; samples of an earlier visit are left until others come. */
  let written = "";
  const look = (): void => {
    const state = studio.store.getState();
    const { model, data, session, dataRun } = state;
    if (model === null || data.state === "running") return;
    const now = data.state === "done" ? `${session} ${dataRun}` : "";
    const before = written.split(" ")[0] === `${session}` ? written : "";
    if (now === before) return;
    written = now;
    const { files, options } = studio.dataSource;
    const count = data.state === "done" ? data.value.count : 0;
    void inTurn(() =>
      now === "" ? forgetData(model.fingerprint) : keep(studio, model.fingerprint, files, { count, options }),
    ).catch(() => {});
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(look, patience);
  };
  const differ = (now: StudioState, before: StudioState): boolean =>
    now.session !== before.session || now.data !== before.data;
  studio.store.subscribe((now, before) => {
    if (now.session !== before.session) keptData.setState({ data: null });
    if (differ(now, before)) soon();
  });
  soon();
}

async function forgetData(fingerprint: string): Promise<void> {
  await setData(fingerprint, null);
  await dropUnusedDatasets();
  keptData.setState({ data: null });
}

const setData = (fingerprint: string, data: KeptData | null): Promise<void> =>
  changeKept(fingerprint, (kept) => ({ ...kept, data }));

async function keep(
  studio: StudioActions,
  fingerprint: string,
  files: readonly NamedFile[],
  { count, options }: Pick<KeptData, "count" | "options">,
): Promise<void> {
  const data = { key: datasetKey(files), bytes: datasetBytes(files), count, options };
  const kept = await keptModels();
  // Where the model is not kept, that was said.
  if (kept.every((model) => model.fingerprint !== fingerprint)) return;
  try {
    if (!(await hasDataset(data.key))) {
      await forgetData(fingerprint);
      const others = kept.filter((model) => model.fingerprint !== fingerprint);
      const sentence = await makeRoom(others, data.bytes);
      if (sentence !== null) return say(studio, sentence);
      await writeDataset(files);
    }
    await setData(fingerprint, data);
    if (studio.store.getState().model?.fingerprint === fingerprint) keptData.setState({ data });
    await dropUnusedDatasets();
  } catch (error) {
    say(studio, whyNot(error, data.bytes));
    await forgetData(fingerprint);
  }
}

/** Lets other models' samples go where these need their room; a sentence where there is none for them. */
async function makeRoom(others: readonly KeptModel[], bytes: number): Promise<string | null> {
  if (bytes > mostDataBytes) return tooLarge(bytes);
  const held = new Set((await keptRuns()).flatMap((run) => run.data?.key ?? []));
  const freed = toFree(others, { bytes, kind: "data", held }, await roomNow(), await keptVariants());
  if (freed === null) return tooLittle(bytes);
  if (freed.variants.length > 0) await dropVariants(freed.variants);
  for (const other of freed.data) await setData(other, null);
  await dropUnusedDatasets();
  return null;
}

const say = (studio: StudioActions, message: string): void => apply(studio.store, noticed("info", message));

const inMegabytes = (bytes: number): string => `${thousands(Math.max(1, Math.round(bytes / 1e6)))} MB`;

const tooLarge = (bytes: number): string =>
  `Your samples (${inMegabytes(bytes)}) are not kept: a model's may take ${inMegabytes(mostDataBytes)}. After a reload, add them again.`;

const tooLittle = (bytes: number): string =>
  `The browser gives this page too little storage to keep your samples (${inMegabytes(bytes)}): after a reload, add them again.`;

const whyNot = (error: unknown, bytes: number): string =>
  error instanceof DOMException && error.name === "QuotaExceededError"
    ? `The browser's storage is full: your samples (${inMegabytes(bytes)}) are not kept. After a reload, add them again.`
    : "Your samples could not be copied into the browser's storage: after a reload, add them again.";
