// The keyboard: listed, and to be turned off (WCAG 2.1.4). Screens add their own
// keys by data-shortcut on a control: the key presses, focuses or opens it.
import { signal } from "@preact/signals";
import { go, screen, setParams, storeName } from "../lib/router.ts";
import { scope } from "../lib/scope.ts";
import { may, me } from "../lib/session.ts";
import { screens } from "../screens.ts";

export const helpOpen = signal(false);
export const paletteOpen = signal(false);

/** What there is, for the list: the keys and the message that says what they do. */
export const shortcuts: readonly { keys: string; label: string }[] = [
  { keys: "?", label: "keys.help" },
  { keys: "Ctrl K", label: "keys.palette" },
  { keys: "/", label: "keys.filter" },
  { keys: "t", label: "keys.range" },
  { keys: "x", label: "keys.compare" },
  { keys: "[ ]", label: "keys.shift" },
  { keys: ".", label: "keys.pause" },
  { keys: "j k", label: "keys.rows" },
  { keys: "Enter", label: "keys.open" },
  { keys: "o", label: "keys.behind" },
  { keys: "e", label: "keys.export" },
  { keys: "Esc", label: "keys.back" },
];

/** Whether single keys do something for this person. */
export function singleKeys(): boolean {
  return me.value?.user?.preferences["single_keys"] !== false;
}

let waitsForPlace = 0;

function typing(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !/^(checkbox|radio|button|submit|reset|file)$/.test(target.type);
  return target instanceof HTMLElement && (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName));
}

function press(name: string): boolean {
  const control = document.querySelector<HTMLElement>(`[data-shortcut="${CSS.escape(name)}"]`);
  if (!control) return false;
  control.focus();
  if (control instanceof HTMLSelectElement) {
    try {
      control.showPicker();
    } catch {
      // focused is enough
    }
  } else if (!(control instanceof HTMLInputElement && control.type !== "checkbox")) {
    control.click();
  }
  return true;
}

function moveRow(step: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-rows] tbody tr, [data-rows] [data-row]")];
  if (rows.length === 0) return false;
  const now = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.max(0, Math.min(rows.length - 1, now + step))]!;
  const inside = next.querySelector<HTMLElement>("a, button") ?? next;
  inside.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function shiftRange(step: 1 | -1): boolean {
  const { range } = scope.peek();
  const days = /^(\d+)d$/.exec(range);
  const [from, to] = range.split("..");
  const day = 86_400_000;
  const end = to ? Date.parse(to) : Math.floor(Date.now() / day + 1) * day;
  const begin = to ? Date.parse(from!) : days ? end - Number(days[1]) * day : NaN;
  if (Number.isNaN(begin)) return false;
  const shift = (at: number) => new Date(at + step * (end - begin)).toISOString().slice(0, 10);
  setParams({ range: `${shift(begin)}..${shift(end)}` });
  return true;
}

function handle(event: KeyboardEvent): boolean {
  if (document.querySelector("dialog[open]")) return false;
  switch (event.key) {
    case "?":
      helpOpen.value = true;
      return true;
    case "g":
      waitsForPlace = Date.now();
      return true;
    case "/":
      return press("/");
    case "j":
      return moveRow(1);
    case "k":
      return moveRow(-1);
    case "[":
      return shiftRange(-1);
    case "]":
      return shiftRange(1);
    case "t":
    case "x":
    case ".":
    case "o":
    case "e":
      return press(event.key);
    default:
      return false;
  }
}

/** Listens to the whole page. */
export function listenToKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
      if (!storeName.value) return;
      event.preventDefault();
      paletteOpen.value = true;
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !singleKeys()) return;
    if (Date.now() - waitsForPlace < 1500 && event.key !== "g") {
      waitsForPlace = 0;
      const to = screens.find((one) => one.rail?.key === event.key && may(one.needs));
      if (to) {
        event.preventDefault();
        go(screen(to.path));
      }
      return;
    }
    if (handle(event)) event.preventDefault();
  });
}

