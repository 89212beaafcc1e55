// What the page does to work without a network, to be installed, and to open files from the system.
import { bundled, bundledPath } from "../../core/ready-made/bundled.ts";
import { runtimeFiles } from "../../engine/browser/runtime-files.ts";
import type { StudioActions } from "../../state/studio.ts";
import { openFiles } from "../open/open-files.ts";
import { offline } from "./offline-state.ts";

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

interface LaunchedFiles {
  readonly files: readonly { getFile(): Promise<File> }[];
}

declare global {
  interface Window {
    readonly launchQueue?: { setConsumer(take: (launched: LaunchedFiles) => void): void };
  }
}

/** Follows the system's offers; in a build for people also keeps the page for later. */
export function workOffline(studio: StudioActions): void {
  window.launchQueue?.setConsumer(({ files }) => {
    const take = async (): Promise<void> => {
      const opened = await Promise.all(files.map((file) => file.getFile()));
      await openFiles(
        studio,
        opened.map((file) => ({ path: file.name, file })),
      );
    };
    if (files.length > 0) void take();
  });
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offline.setState({ install: () => void (event as InstallPrompt).prompt() });
  });
  window.addEventListener("appinstalled", () => offline.setState({ install: null }));
  if (import.meta.env.PROD && "serviceWorker" in navigator) void keepPage();
}

async function keepPage(): Promise<void> {
  const { serviceWorker } = navigator;
  try {
    await serviceWorker.register(new URL("sw.js", document.baseURI), { updateViaCache: "none" });
    const { active } = await serviceWorker.ready;
    active?.postMessage([...runtimeFiles(), ...bundled.flatMap((model) => bundledPath(model) ?? [])]);
    offline.setState({ ready: true });
  } catch {
    // Where storage is denied, as in private windows, the page needs its network.
  }
}
