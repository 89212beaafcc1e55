// The chosen variant and the answers stand in the address, so that back and reload work.
import { selected } from "../state/changes.ts";
import type { StudioState } from "../state/model.ts";
import { apply, type StudioStore } from "../state/store.ts";

export interface Address {
  readonly variant: string | null;
  readonly answers: Readonly<Record<string, string>>;
}

export function readAddress(hash: string): Address {
  const entries = [...new URLSearchParams(hash.replace(/^#/, ""))];
  return {
    variant: entries.find(([key]) => key === "variant")?.[1] ?? null,
    answers: Object.fromEntries(
      entries.flatMap(([key, v]) => (key.startsWith("q.") ? [[key.slice(2), v]] : [])),
    ),
  };
}

export function writeAddress({
  selected: variant,
  answers,
}: Pick<StudioState, "selected" | "answers">): string {
  const parameters = new URLSearchParams();
  if (variant !== null) parameters.set("variant", variant);
  for (const [question, choice] of Object.entries(answers)) parameters.set(`q.${question}`, choice);
  const text = parameters.toString();
  return text === "" ? "" : `#${text}`;
}

/** Keeps address and state the same, each following the other. */
export function followAddress(store: StudioStore): void {
  const take = () => {
    const { variant, answers } = readAddress(location.hash);
    apply(store, (state) => ({ ...state, answers }), selected(variant));
  };
  take();
  window.addEventListener("popstate", take);
  window.addEventListener("hashchange", take);
  store.subscribe((now, before) => {
    if (now.selected === before.selected && now.answers === before.answers) return;
    const wanted = writeAddress(now);
    if (wanted !== location.hash) history.pushState(null, "", wanted || location.pathname + location.search);
  });
}
