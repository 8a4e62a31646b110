// What people wrote down while the network was away: it has its id and its time
// from this device, waits in IndexedDB, and is sent when the network is back,
// when the app comes to the front, and when it starts. Sending twice does no
// harm: the server knows the id. What the server refuses stays and is shown.
import { effect, signal } from "@preact/signals";
import { post, Problem } from "./api.ts";
import { each, withRoom } from "./device.ts";
import { stored } from "./live.ts";
import { offlineSince } from "./online.ts";
import { beforeLeave, me, onLeave } from "./session.ts";

/** What one learned oneself, as POST /learning takes it. */
export interface Learning {
  id: string;
  timestamp: string;
  title: string;
  kind: "course" | "article" | "video" | "book" | "event" | "mentoring" | "practice" | "other";
  minutes?: number;
  note?: string;
  url?: string;
}

/** Something in the outbox. */
export interface Waiting {
  id: string;
  user: number;
  store: string;
  body: Learning;
  /** Why the server did not take it; it is not sent again by itself then. */
  refused?: { status: number; message: string };
}

/** An id made on this device; crypto.randomUUID is not there on insecure addresses. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** What waits, or was refused, of the one who is signed in, oldest first. */
export const waiting = signal<Waiting[]>([]);

async function read(): Promise<void> {
  const user = me.peek()?.user?.id;
  const all = user === undefined ? [] : ((await withRoom<Waiting[]>("outbox", "readonly", (room) => room.getAll() as IDBRequest<Waiting[]>)) ?? []);
  waiting.value = all.filter((one) => one.user === user).sort((a, b) => a.body.timestamp.localeCompare(b.body.timestamp));
}

async function write(one: Waiting): Promise<void> {
  await withRoom("outbox", "readwrite", (room) => void room.put(one));
  await read();
}

/** Takes something out, because it was sent or because its owner wants it so. */
export async function discard(id: string): Promise<void> {
  await withRoom("outbox", "readwrite", (room) => void room.delete(id));
  await read();
}

/** Puts something in and tries to send it. */
export async function add(store: string, body: Learning): Promise<void> {
  const user = me.peek()?.user?.id;
  if (user === undefined) throw new Error("nobody is signed in");
  try {
    await write({ id: body.id, user, store, body });
  } catch {
    // Without IndexedDB it can only be sent at once.
    await send({ id: body.id, user, store, body });
    stored.value++;
    return;
  }
  await flush();
}

/** Sends what was refused once more, under a new id if the old one is somebody else's. */
export async function again(one: Waiting): Promise<void> {
  const { refused, ...rest } = one;
  const id = refused?.status === 409 ? newId() : one.id;
  if (id !== one.id) await withRoom("outbox", "readwrite", (room) => void room.delete(one.id));
  await write({ ...rest, id, body: { ...one.body, id } });
  await flush();
}

function send(one: Waiting): Promise<unknown> {
  return post("/learning", { query: { store: one.store }, body: one.body });
}

let flushing: Promise<void> | undefined;
let later: ReturnType<typeof setTimeout> | undefined;

/** Sends all that waits, one after the other. */
export function flush(): Promise<void> {
  flushing ??= sendAll().finally(() => { flushing = undefined; });
  return flushing;
}

async function sendAll(): Promise<void> {
  if (!me.peek()?.signed_in) return;
  await read();
  for (const one of waiting.peek()) {
    if (one.refused) continue;
    try {
      await send(one);
    } catch (cause) {
      if (!(cause instanceof Problem) || cause.status === 0 || cause.status === 401) return;
      if (cause.status === 429 || cause.status >= 500) {
        clearTimeout(later);
        later = setTimeout(() => void flush(), (cause.retryAfter ?? 30) * 1000);
        return;
      }
      await write({ ...one, refused: { status: cause.status, message: cause.message } });
      continue;
    }
    await discard(one.id);
    stored.value++;
  }
}

/** Begins to look after the outbox. `ask` is asked before what was never sent is wiped. */
export function watchOutbox(ask: (count: number) => boolean): void {
  const now = () => { if (document.visibilityState === "visible") void flush().catch(() => undefined); };
  window.addEventListener("online", now);
  document.addEventListener("visibilitychange", now);
  effect(() => {
    if (me.value?.signed_in && offlineSince.value === 0) now();
    else void read().catch(() => undefined);
  });
  beforeLeave(async () => {
    await flush().catch(() => undefined);
    return waiting.peek().length === 0 || ask(waiting.peek().length);
  });
  onLeave(async () => {
    const user = me.peek()?.user?.id;
    await each<Waiting>("outbox", (one, cursor) => { if (one.user === user) cursor.delete(); }).catch(() => undefined);
    waiting.value = [];
  });
}
