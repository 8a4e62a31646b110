// The last answers of the views that were visited, on this device, for when the
// network is away (ui.md §5): of the one who is signed in, at most a week old,
// wiped when they leave. Whoever does not want that sets `keep_offline` to false
// in their preferences.
import { effect } from "@preact/signals";
import { keptAt, setKeeper, type Request } from "./api.ts";
import { each, withRoom, type Kept } from "./device.ts";
import { language } from "./i18n.ts";
import { offlineSince } from "./online.ts";
import { me, onLeave, type Me } from "./session.ts";

/** How long an answer may be shown, in milliseconds: seven days. */
export const keepFor = 7 * 86_400_000;
/** How many answers are kept, and how long one may be. */
const most = 400;
const longest = 2_000_000;
/** How often an unreachable server is looked for while the network seems to be there. */
const lookEvery = 10_000;

const asksOnly = new Set(["/query", "/query/actors", "/names"]);
const never = /^\/(sessions?|users|tokens|keys|backups|export|attachments)\b/;

/** Whether somebody lets this device keep what they saw. */
export function keeps(who: Me | undefined): boolean {
  return !!who?.signed_in && who.user?.preferences.keep_offline !== false;
}

/** Whether an answer is of a kind that is kept: what is asked, not what is changed. */
function keepable({ method, path }: Request): boolean {
  return method === "get" ? !never.test(path) : method === "post" && asksOnly.has(path);
}

function keyOf(user: number, { method, path, address, body }: Request): string {
  // Names are asked for in batches that are never the same again: all of a
  // store's are kept as one.
  if (path === "/names") return `${user} names ${language.peek()} ${address}`;
  return `${user} ${method} ${address} ${body ?? ""}`;
}

async function keep(request: Request, text: string): Promise<void> {
  const who = me.peek();
  if (!keeps(who) || !keepable(request) || text.length > longest) return;
  const user = who!.user!.id;
  const key = keyOf(user, request);
  await withRoom("answers", "readwrite", (room) => {
    const put = (content: string) => room.put({ key, user, at: Date.now(), text: content } satisfies Kept);
    if (request.path !== "/names") return void put(text);
    const before = room.get(key) as IDBRequest<Kept | undefined>;
    before.onsuccess = () => put(joinNames(before.result?.text, text));
  });
}

type Names = Record<string, Record<string, unknown>>;

/** The names of two answers of POST /names as one. */
export function joinNames(before: string | undefined, next: string): string {
  if (before === undefined) return next;
  const [old, fresh] = [JSON.parse(before) as Names, JSON.parse(next) as Names];
  for (const kind of Object.keys(fresh)) old[kind] = { ...old[kind], ...fresh[kind] };
  return JSON.stringify(old);
}

async function recall(request: Request): Promise<{ text: string; at: number } | undefined> {
  const key = request.path === "/session" && request.method === "get" ? "session" : recallable(request);
  if (key === undefined) return undefined;
  const found = await withRoom<Kept | undefined>("answers", "readonly", (room) => room.get(key) as IDBRequest<Kept | undefined>);
  return found && Date.now() - found.at < keepFor ? found : undefined;
}

function recallable(request: Request): string | undefined {
  const who = me.peek();
  return keeps(who) && keepable(request) ? keyOf(who!.user!.id, request) : undefined;
}

/** Takes away what is too old, too much, or not of this user; of nobody: everything. */
async function tidy(user: number | undefined): Promise<void> {
  const ages: { key: string; at: number }[] = [];
  await each<Kept>("answers", (record, cursor) => {
    if (record.user !== user || Date.now() - record.at >= keepFor) cursor.delete();
    else ages.push({ key: record.key, at: record.at });
  });
  const over = ages.filter((one) => one.key !== "session").sort((a, b) => b.at - a.at).slice(most);
  if (over.length > 0) await withRoom("answers", "readwrite", (room) => over.forEach((one) => room.delete(one.key)));
}

/** Wipes every answer from this device. */
export function wipeAnswers(): Promise<void> {
  return quietly(tidy(undefined));
}

/** Private windows and full disks have no IndexedDB: nothing is kept then, and that is all. */
async function quietly(work: Promise<unknown>): Promise<void> {
  await work.catch(() => undefined);
}

const reachedKey = "lore-reached";
let looking: ReturnType<typeof setTimeout> | undefined;
let written = 0;

/** The server answered: the network is there. */
function reached(): void {
  offlineSince.value = 0;
  clearTimeout(looking);
  looking = undefined;
  if (Date.now() - written < 5000) return;
  written = Date.now();
  try {
    localStorage.setItem(reachedKey, String(written));
  } catch {
    // the banner will name the time of the outage instead
  }
}

/** The server did not answer: what is shown is of the last time it did. */
function away(look: () => Promise<unknown>): void {
  if (offlineSince.peek() === 0) offlineSince.value = lastReached();
  looking ??= setTimeout(() => {
    looking = undefined;
    if (offlineSince.peek() === 0) return;
    if (!navigator.onLine) return away(look);
    look().then(reached, () => away(look));
  }, lookEvery);
}

function lastReached(): number {
  try {
    return Number(localStorage.getItem(reachedKey)) || Date.now();
  } catch {
    return Date.now();
  }
}

/** Begins to keep answers, and to find them while the network is away. */
export function keepOffline(look: () => Promise<unknown>): void {
  if (offlineSince.peek() > 0) offlineSince.value = lastReached();
  setKeeper({
    keep: (request, text) => void quietly(keep(request, text)),
    recall: (request) => recall(request).catch(() => undefined),
    reached,
    away: () => away(look),
  });
  onLeave(wipeAnswers);
  effect(() => {
    const who = me.value;
    if (who === undefined || keptAt(who) !== undefined) return;
    if (!keeps(who)) return void wipeAnswers();
    const user = who.user!.id;
    const record: Kept = { key: "session", user, at: Date.now(), text: JSON.stringify(who) };
    void quietly(withRoom("answers", "readwrite", (room) => void room.put(record)).then(() => tidy(user)));
  });
}
