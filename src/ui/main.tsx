import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./look/tokens.css";
import "./look/base.css";
import "./shell/shell.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { noticed } from "../state/changes.ts";
import { apply, createStudioStore } from "../state/store.ts";
import { StudioActions } from "../state/studio.ts";
import { followAddress } from "./address.ts";
import { App } from "./app.tsx";
import { openEngine } from "./engine.ts";
import { whenDrawn } from "./look/idle.ts";
import { showTheme } from "./shell/theme.tsx";
import { StudioContext } from "./studio.tsx";

showTheme();
const store = createStudioStore();
const { api, newCancelFlag } = await openEngine((message) => apply(store, noticed("error", message)));
const studio = new StudioActions(store, api, newCancelFlag, whenDrawn);
const withRecipe = () => {
  const address = location.href;
  if (address.includes("recipe="))
    void import("./share/follow-recipe.ts").then(({ followRecipe }) => followRecipe(studio, address));
};
withRecipe();
window.addEventListener("hashchange", withRecipe);
followAddress(store, async (fingerprint) => {
  const { reopenByFingerprint } = await import("../state/persist/recent.ts");
  await reopenByFingerprint(studio, fingerprint);
});
const stopWaiting = store.subscribe((now) => {
  if (now.model === null) return;
  stopWaiting();
  studio.shelf = import("../state/persist/shelf.ts").then(
    ({ openShelf }) => openShelf(studio),
    () => null,
  );
  // In this order: samples are kept with a model that is.
  void Promise.all([import("../state/persist/keep.ts"), import("../state/persist/keep-data.ts")]).then(
    ([{ keepModels }, { keepData }]) => {
      keepModels(studio);
      keepData(studio);
    },
  );
  void import("../state/persist/runs.ts").then(({ keepTrainings }) => keepTrainings(studio));
});

const page = document.getElementById("page");
if (page === null) throw new Error("index.html has no #page");
createRoot(page).render(
  <StrictMode>
    <StudioContext value={studio}>
      <App />
    </StudioContext>
  </StrictMode>,
);

// After the page is there: nobody waits for this.
void import("./offline/offline.ts").then(({ workOffline }) => workOffline(studio));
