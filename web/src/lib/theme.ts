/** How light the app is shown. */
export type Theme = "system" | "light" | "dark";

const key = "lore-theme";

/** The theme that was chosen on this device, for before anybody is signed in. */
export function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(key);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    return "system"; // storage may be forbidden
  }
}

/** Shows a theme, and remembers it on this device. */
export function applyTheme(theme: Theme): void {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem(key);
    else localStorage.setItem(key, theme);
  } catch {
    // not remembered then
  }
}

/** The accents that a store may have; each is checked for contrast in both themes (styles/tokens.css). */
export const accents = ["teal", "blue", "violet", "plum", "rust", "slate"] as const;

/** Shows an accent; "" is the usual one. */
export function applyAccent(accent: string): void {
  const root = document.documentElement;
  if (accent && (accents as readonly string[]).includes(accent)) root.dataset.accent = accent;
  else delete root.dataset.accent;
}
