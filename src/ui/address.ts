// The open model, the chosen variant and the answers stand in the address, so that back and reload work.
import { isTargetId, type TargetId } from "../core/targets/target.ts";
import { detailOpened, selected, targetChosen } from "../state/changes.ts";
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

/** Keeps address and state the same, each following the other; the model is opened by `followModel`. */
export function followAddress(store: StudioStore): void {
  const take = () => {
    const { variant, detail, answers, target } = readAddress(location.hash);
    apply(store, (state) => ({ ...state, answers, target, detail }), selected(variant));
  };
  take();
  if (store.getState().target === null) apply(store, targetChosen(rememberedTarget()));
  window.addEventListener("popstate", take);
  window.addEventListener("hashchange", take);
  store.subscribe((now, before) => {
    if (now.target !== before.target) rememberTarget(now.target);
    const shown = ["model", "selected", "detail", "answers", "target"] as const;
    if (shown.every((key) => now[key] === before[key])) return;
    const wanted = writeAddress(now);
    if (wanted === location.hash) return;
    const address = wanted || location.pathname + location.search;
    // There is nothing to go back to before the first model.
    if (before.model === null) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
  });
}

/** Opens the model of the address, now and whenever a person goes back to one, with the row that was chosen there. */
export function followModel(store: StudioStore, open: (fingerprint: string) => Promise<void>): void {
  const take = async () => {
    const { model, variant, detail } = readAddress(location.hash);
    const now = store.getState();
    if (model === null || model === now.model?.fingerprint || now.opening !== null) return;
    await open(model);
    const { model: opened, variants } = store.getState();
    if (opened?.fingerprint === model && variants.some(({ id }) => id === variant))
      apply(store, selected(variant), detailOpened(detail));
  };
  void take();
  window.addEventListener("popstate", () => void take());
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
