import { useState } from "react";
import { Icon, type IconName } from "../look/icons.tsx";

type Theme = "auto" | "light" | "dark";
const key = "theme";
const order: readonly Theme[] = ["auto", "light", "dark"];
const icons: Record<Theme, IconName> = { auto: "auto", light: "sun", dark: "moon" };
const words: Record<Theme, string> = { auto: "as the system", light: "light", dark: "dark" };

const remembered = (): Theme => {
  try {
    const value = localStorage.getItem(key);
    return order.find((theme) => theme === value) ?? "auto";
  } catch {
    // Storage can be denied; the choice then lasts as long as the page.
    return "auto";
  }
};

/** Applies a theme to the page; `auto` leaves it to the system. */
export function showTheme(theme: Theme = remembered()): void {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function ThemeButton() {
  const [theme, setTheme] = useState(remembered);
  const next = order[(order.indexOf(theme) + 1) % order.length]!;
  return (
    <button
      type="button"
      className="button quiet icon-only"
      aria-label={`Colours: ${words[theme]}. Change to ${words[next]}`}
      onClick={() => {
        setTheme(next);
        showTheme(next);
        try {
          localStorage.setItem(key, next);
        } catch {
          // See above.
        }
      }}
    >
      <Icon name={icons[theme]} />
    </button>
  );
}
