// Runs before the first paint, apart from everything else: a page that was dark
// yesterday must not flash white.
import { storedTheme } from "./lib/theme.ts";

const theme = storedTheme();
if (theme !== "system") document.documentElement.dataset.theme = theme;
