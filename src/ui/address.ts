// The open model, the chosen variant and the answers stand in the address, so that back and reload work.
import { isTargetId, type TargetId } from "../core/targets/target.ts";
import type { StudioState } from "../state/model.ts";
import { apply, type StudioStore } from "../state/store.ts";

export interface Address {
  /** Fingerprint of the model; it is opened from the browser's storage. */
  readonly model: string | null;
  readonly variant: string | null;
  readonly detail: string | null;
  readonly answers: Readonly<Record<string, string>>;
  readonly target: TargetId | null;
}

export function readAddress(hash: string): Address {
  const entries = [...new URLSearchParams(hash.replace(/^#/, ""))];
  const target = entries.find(([key]) => key === "target")?.[1] ?? "";
  return {
    target: isTargetId(target) ? target : null,
    model: entries.find(([key]) => key === "model")?.[1] ?? null,
    variant: entries.find(([key]) => key === "variant")?.[1] ?? null,
    detail: entries.find(([key]) => key === "detail")?.[1] ?? null,
    answers: Object.fromEntries(
      entries.flatMap(([key, v]) => (key.startsWith("q.") ? [[key.slice(2), v]] : [])),
    ),
  };
}

type Shown = Pick<StudioState, "selected" | "detail" | "answers" | "target"> & {
  readonly model: { readonly fingerprint: string } | null;
};

export function writeAddress({ model, selected: variant, detail, answers, target }: Shown): string {
  const parameters = new URLSearchParams();
  if (model !== null) parameters.set("model", model.fingerprint);
  if (target !== null) parameters.set("target", target);
  if (variant !== null) parameters.set("variant", variant);
  if (variant !== null && detail !== null) parameters.set("detail", detail);
  for (const [question, choice] of Object.entries(answers)) parameters.set(`q.${question}`, choice);
  const text = parameters.toString();
  return text === "" ? "" : `#${text}`;
}

/**
 * Keeps address and state the same, each following the other. Going back to another model opens that one, with the row
 * that was chosen there; where it cannot be opened, the address is again that of the model that is open.
 */
export function followAddress(store: StudioStore, open: (fingerprint: string) => Promise<void>): void {
  /** A model of the address is on its way. Nothing is written until then, so that the way forward stays. */
  let leading = false;
  const show = (otherwise: TargetId | null = null): void => {
    const { variant, detail, answers, target } = readAddress(location.hash);
    apply(store, (state) => {
      const known = state.variants.some(({ id }) => id === variant);
      return { ...state, answers, target: target ?? otherwise, detail, selected: known ? variant : null };
    });
  };
  const take = async (otherwise?: TargetId | null): Promise<void> => {
    if (leading) return;
    leading = true;
    const before = store.getState().model;
    let failed = false;
    for (let wanted = modelToOpen(store); wanted !== null && !failed; wanted = modelToOpen(store)) {
      await open(wanted).catch(() => {});
      failed = modelToOpen(store) === wanted;
    }
    if (!failed) show(otherwise);
    leading = false;
    const { model } = store.getState();
    // Another file was opened meanwhile: that is a step forward from here.
    if (model !== null) write(store, failed && before !== null && model !== before);
  };
  const remembered = rememberedTarget();
  show(remembered);
  if (modelToOpen(store) !== null) void take(remembered);
  for (const event of ["popstate", "hashchange"]) window.addEventListener(event, () => void take());
  store.subscribe((now, before) => {
    if (now.target !== before.target) rememberTarget(now.target);
    const shown = ["model", "selected", "detail", "answers", "target"] as const;
    if (leading || shown.every((key) => now[key] === before[key])) return;
    // There is nothing to go back to before the first model.
    write(store, before.model !== null);
  });
}

/** The model of the address, where another one is open. */
function modelToOpen(store: StudioStore): string | null {
  const { model } = readAddress(location.hash);
  return model === store.getState().model?.fingerprint ? null : model;
}

/** Makes the address that of the state: another entry of the history, or in the place of the present one. */
function write(store: StudioStore, another: boolean): void {
  const wanted = writeAddress(store.getState());
  if (wanted === location.hash) return;
  const address = wanted || location.pathname + location.search;
  if (another) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}

const targetKey = "target";

function rememberedTarget(): TargetId | null {
  try {
    const id = localStorage.getItem(targetKey) ?? "";
    return isTargetId(id) ? id : null;
  } catch {
    // Storage can be denied; the address then remembers alone.
    return null;
  }
}

function rememberTarget(target: TargetId | null): void {
  try {
    if (target === null) localStorage.removeItem(targetKey);
    else localStorage.setItem(targetKey, target);
  } catch {
    // See above.
  }
}
