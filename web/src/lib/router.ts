// The address is the state: what a screen shows can be copied from the address
// bar. Screens lie below /s/STORE/; what they are set to stands in the query
// string.
import { computed, signal, type ReadonlySignal } from "@preact/signals";
import { base } from "./base.ts";

/** Where the app is. */
export interface Place {
  /** Below the base, without a slash at its end: "/s/school/home". */
  readonly path: string;
  readonly params: URLSearchParams;
}

function read(): Place {
  const { pathname, search } = window.location;
  const below = pathname.startsWith(base) ? pathname.slice(base.length - 1) : pathname;
  return { path: below.replace(/\/+$/, "") || "/", params: new URLSearchParams(search) };
}

/** Where the app is now. */
export const place = signal<Place>(typeof window === "undefined" ? { path: "/", params: new URLSearchParams() } : read());

/** The parameters that all screens share and that links keep (ui.md §1.4). */
export const shared = ["range", "scope", "course", "compare"] as const;

/** What to set in the query string; undefined and "" take a parameter away. */
export type Params = Record<string, string | number | boolean | undefined>;

/** The address of a path, for links. */
export function href(path: string, params: Params = {}, keep: readonly string[] = []): string {
  const query = new URLSearchParams();
  for (const name of keep) {
    const value = place.value.params.get(name);
    if (value !== null) query.set(name, value);
  }
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || value === "" || value === false) query.delete(name);
    else query.set(name, value === true ? "1" : String(value));
  }
  const text = query.toString();
  return base.slice(0, -1) + (path.startsWith("/") ? path : "/" + path) + (text === "" ? "" : "?" + text);
}

/** Goes to an address that href made. */
export function go(address: string, options: { replace?: boolean } = {}): void {
  if (options.replace) window.history.replaceState(null, "", address);
  else window.history.pushState(null, "", address);
  const before = place.value.path;
  place.value = read();
  if (before !== place.value.path) {
    window.scrollTo(0, 0);
    arrived.value++;
  }
}

/** Grows when another path was gone to: the page moves the focus to its title. */
export const arrived = signal(0);

/** Changes the query string and stays on the screen. A change that was not asked for by a click replaces. */
export function setParams(params: Params, options: { replace?: boolean } = {}): void {
  go(href(place.value.path, params, [...place.value.params.keys()]), options);
}

/** A parameter of the query string; "" when it is not there. */
export function param(name: string): ReadonlySignal<string> {
  return computed(() => place.value.params.get(name) ?? "");
}

/** The store that the address names; "" for none. */
export const storeInAddress = computed(() => /^\/s\/([^/]+)/.exec(place.value.path)?.[1] ?? "");

/** The store of the last screen that had one: screens outside of stores lead back to it. */
export const lastStore = signal("");

/** The store in force: the address's, else the last one. */
export const storeName = computed(() => storeInAddress.value || lastStore.value);

/** The screen's path below the store: "/learners/journey". */
export const screenPath = computed(() => place.value.path.replace(/^\/s\/[^/]+/, "") || "/");

/** The address of a screen in the present store, with the parameters that all screens share. */
export function screen(path: string, params: Params = {}): string {
  return href(`/s/${storeName.value}${path}`, params, shared);
}

/** Follows links of the app without loading the page, and the browser's buttons. */
export function listen(): void {
  window.addEventListener("popstate", () => {
    place.value = read();
    arrived.value++;
  });
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || link.target !== "" || link.hasAttribute("download") || link.dataset.plain !== undefined) return;
    const address = new URL(link.href, window.location.href);
    if (address.origin !== window.location.origin || !address.pathname.startsWith(base)) return;
    if (/^(api|xapi|stores|assets)\//.test(address.pathname.slice(base.length))) return;
    event.preventDefault();
    if (address.hash !== "" && address.pathname === window.location.pathname && address.search === window.location.search) {
      document.getElementById(address.hash.slice(1))?.focus();
      return;
    }
    go(address.pathname + address.search);
  });
}
