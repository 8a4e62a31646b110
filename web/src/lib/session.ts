// Who is signed in, and what they may do in the store that the address names.
import { computed, signal } from "@preact/signals";
import { del, get, onSignedOut, Problem, setStore } from "./api.ts";
import { zone } from "./format.ts";
import { preferred, useLanguage } from "./i18n.ts";
import { watch } from "./live.ts";
import { forgetNames } from "./names.ts";
import { go, href, lastStore, place, storeInAddress, storeName } from "./router.ts";
import { applyAccent, applyTheme, type Theme } from "./theme.ts";

/** What somebody may do; the server's actions (docs/users.md). */
export type Action =
  | "query_answers" | "see_people" | "read_statements" | "export_facts" | "export_statements" | "watch_live" | "see_quality"
  | "edit_meaning" | "see_meaning" | "see_followers" | "run_jobs" | "see_dashboards" | "edit_dashboards" | "share_embeds"
  | "import_data" | "manage_keys" | "manage_users" | "manage_server" | "assert_learning";

/** A store as the one who is signed in has it. */
export interface StoreAccess {
  name: string;
  title: string;
  role: string;
  sample: boolean;
  can: Action[];
  persons?: string[];
  min_group: number;
  pseudonymous: boolean;
  language: string;
  zone: string;
  accent: string;
}

/** Who is signed in: the answer of GET /session. */
export interface Me {
  signed_in: boolean;
  needs_setup: boolean;
  version: string;
  organisation: string;
  language: string;
  zone: string;
  user?: {
    id: number;
    email: string;
    name: string;
    administrator: boolean;
    totp: boolean;
    language: string;
    zone: string;
    theme: Theme;
    preferences: Record<string, unknown>;
  };
  stores?: StoreAccess[];
}

/** undefined until the server has answered for the first time. */
export const me = signal<Me | undefined>(undefined);

/** The store in force, if there is access to it. */
export const store = computed(() => me.value?.stores?.find((s) => s.name === storeName.value));

/** Whether an action, or each of several, is allowed in the store in force. */
export function may(action: Action | readonly Action[]): boolean {
  const can = store.value?.can ?? [];
  return typeof action === "string" ? can.includes(action) : action.every((one) => can.includes(one));
}

/** Puts an answer about the session in force: language, theme, zone, store. */
export async function enter(next: Me): Promise<void> {
  if (next.user) applyTheme(next.user.theme);
  await useLanguage(preferred(next.user?.language, next.language));
  if (next.signed_in) leaveLater(false);
  me.value = next;
  enterStore();
}

/** Follows the address into another store. */
export function enterStore(): void {
  lastStore.value = storeInAddress.peek() || lastStore.peek() || me.peek()?.stores?.[0]?.name || "";
  const now = store.peek();
  setStore(now?.name ?? "");
  applyAccent(now?.accent ?? "");
  zone.value = me.peek()?.user?.zone || now?.zone || me.peek()?.zone || Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  forgetNames();
  watch(now?.can.includes("watch_live") ?? false);
}

/** Asks the server who is signed in. Throws Problem. */
export async function refresh(): Promise<void> {
  if (leftOffline()) await endSession();
  await enter((await get("/session")) as unknown as Me);
}

/** Ends the session here and on the server, unless somebody who was asked objects. */
export async function signOut(): Promise<void> {
  for (const handler of asking) if (!(await handler())) return;
  watch(false);
  await endSession().catch(() => leaveLater(true));
  for (const handler of leaving) await handler();
  await refresh().catch(() => {
    me.value = { ...me.peek()!, signed_in: false, stores: [] };
  });
  go(href("/sign-in"));
}

async function endSession(): Promise<void> {
  await del("/session").catch((cause: unknown) => {
    if (!(cause instanceof Problem) || cause.status !== 401) throw cause;
  });
  leaveLater(false);
}

// The cookie cannot be taken away from here: whoever signs out without a network
// is signed out on the server before anything else when it is back.
const leftKey = "lore-left";

function leftOffline(): boolean {
  try {
    return localStorage.getItem(leftKey) !== null;
  } catch {
    return false;
  }
}

function leaveLater(on: boolean): void {
  try {
    if (on) localStorage.setItem(leftKey, "1");
    else localStorage.removeItem(leftKey);
  } catch {
    // the session ends when it is old then
  }
}

const asking: (() => boolean | Promise<boolean>)[] = [];

/** Registers a question for before somebody signs out: false keeps them signed in. */
export function beforeLeave(handler: () => boolean | Promise<boolean>): void {
  asking.push(handler);
}

const leaving: (() => void | Promise<void>)[] = [];

/** Registers what must be wiped from this device when somebody signs out. */
export function onLeave(handler: () => void | Promise<void>): void {
  leaving.push(handler);
}

/** Where everybody begins: the first store's first screen. */
export function startPath(): string {
  const first = me.value?.stores?.[0];
  if (!first) return href("/account");
  return href(`/s/${first.name}/${first.role === "learner" ? "my" : "home"}`);
}

onSignedOut(() => {
  if (!me.peek()?.signed_in) return;
  watch(false);
  me.value = { ...me.peek()!, signed_in: false };
  go(href("/sign-in", { next: place.peek().path + window.location.search }), { replace: true });
});
