import { lazy } from "react";
import { Icon } from "../look/icons.tsx";
import { Part } from "../look/part.tsx";
import { OpenModelButton } from "../open/file-button.tsx";
import { useStudioState } from "../studio.tsx";
import { openDialog } from "../tools/dialogs.ts";
import { Status } from "./status.tsx";
import { ThemeButton } from "./theme.tsx";

const TargetPicker = lazy(() => import("../target/target-picker.tsx"));

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

const Logo = () => (
  <svg viewBox="0 0 24 24" className="logo" aria-hidden="true">
    <path d="M3 20C9 20 9 4 21 4" className="logo-curve" />
    <path d="M3 20h4.5v-5.3H12V9.3h4.5V4H21" className="logo-steps" />
  </svg>
);

export function Header() {
  const name = useStudioState((state) => state.model?.name ?? null);
  return (
    <header className="header">
      <span className="brand">
        <Logo />
        <span className="brand-name">tflite-studio</span>
      </span>
      {name && <span className="header-model">{name}</span>}
      <div className="header-end">
        <Status />
        {name && (
          <Part>
            <TargetPicker />
          </Part>
        )}
        {name && <OpenModelButton />}
        <button
          type="button"
          className="button quiet palette-button"
          aria-label="Commands"
          title="Everything that can be done, by name"
          aria-keyshortcuts="Control+K Meta+K"
          onClick={() => openDialog("palette")}
        >
          <Icon name="search" />
          <kbd>{isApple ? "⌘K" : "Ctrl K"}</kbd>
        </button>
        <ThemeButton />
      </div>
    </header>
  );
}
