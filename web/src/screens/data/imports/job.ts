// The file that is being checked or imported. It goes on while one looks at other
// screens; leaving the app asks first.
import { signal } from "@preact/signals";
import { get, post, Problem, type AnswerOf } from "../../../lib/api.ts";
import { storeName } from "../../../lib/router.ts";
import { onLeave } from "../../../lib/session.ts";

/** An import as the server tells of it. */
export type Import = AnswerOf<"/imports/{id}", "get">;
export type Format = Import["format"];

/** What was chosen, and how far it is. */
export interface Job {
  readonly store: string;
  readonly file: File;
  readonly format: Format;
  /** Of timestamps in a table that have none. */
  readonly zone: string;
  /** It is being sent: to be checked, or to be stored. */
  readonly sending?: "check" | "import";
  /** How many bytes the server has read. */
  readonly read: number;
  readonly checked?: Import;
  readonly imported?: Import;
  readonly problem?: Problem;
  readonly cancelled?: boolean;
}

/** The present one; undefined when no file is chosen. */
export const job = signal<Job | undefined>(undefined);

/** How often it is asked how far it is, in milliseconds. */
const every = 500;

let aborter: AbortController | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

onLeave(() => drop());

/** Chooses a file. */
export async function choose(file: File, zone: string): Promise<void> {
  drop();
  job.value = { store: storeName.peek(), file, format: await formatOf(file), zone, read: 0 };
}

/** Changes how the file is read: what was found out about it is no longer true. */
export function change(more: Partial<Pick<Job, "format" | "zone">>): void {
  const { store, file, format, zone } = job.value!;
  job.value = { store, file, format, zone, ...more, read: 0 };
}

/** Takes the file away, and stops sending it. */
export function drop(): void {
  aborter?.abort();
  done();
  job.value = undefined;
}

/** Stops sending. What came before is stored. */
export function cancel(): void {
  aborter?.abort();
}

/** Sends the file, to be checked only or to be stored. */
export async function send(what: "check" | "import"): Promise<void> {
  const { store, file, format, zone, checked } = job.value!;
  const mine = new AbortController();
  aborter = mine;
  const base = { store, file, format, zone, ...(checked && { checked }) };
  job.value = { ...base, sending: what, read: 0 };
  window.addEventListener("beforeunload", warn);
  const began = Date.now();
  const look = async () => {
    if (storeName.peek() === store) {
      const found = await get("/imports", { signal: mine.signal }).catch(() => undefined);
      const one = found?.imports.find((other) => other.state === "running" && other.name === file.name && Date.parse(other.started) > began - 60_000);
      if (one && aborter === mine && job.value?.sending) job.value = { ...job.value, read: one.read };
    }
    if (aborter === mine) timer = setTimeout(() => void look(), every);
  };
  timer = setTimeout(() => void look(), every);
  try {
    const answer = await post("/imports", {
      query: { format, dry_run: what === "check", name: file.name.slice(0, 200), ...(format === "csv" && { zone }) },
      body: file as never, signal: mine.signal,
    });
    if (aborter === mine) job.value = { ...base, read: file.size, ...(what === "check" ? { checked: answer } : { imported: answer }) };
  } catch (cause) {
    if (aborter !== mine) return;
    if (mine.signal.aborted) job.value = { ...base, read: 0, cancelled: true };
    else job.value = { ...base, read: 0, problem: cause instanceof Problem ? cause : new Problem({ status: 0, code: "app-fault", detail: String(cause) }) };
  } finally {
    if (aborter === mine) done();
  }
}

function done(): void {
  clearTimeout(timer);
  aborter = undefined;
  window.removeEventListener("beforeunload", warn);
}

/** What a file is, by its name and its beginning. */
export async function formatOf(file: Blob & { name: string }): Promise<Format> {
  const [, ending] = /\.(csv|tsv|ndjson|jsonl|json)(?:\.gz|\.zst)?$/i.exec(file.name) ?? [];
  return byBeginning(ending?.toLowerCase(), await file.slice(0, 65_536).text());
}

/** The same of an ending and the first characters. */
export function byBeginning(ending: string | undefined, beginning: string): Format {
  const text = beginning.replace(/^\ufeff/, "").trimStart();
  if (text.startsWith("[")) return "json";
  if (text.startsWith("{")) {
    const [first = "", second = ""] = text.split(/\r?\n/);
    return /\}\s*$/.test(first) && (second.trim() === "" ? ending !== "json" : second.trimStart().startsWith("{")) ? "ndjson" : "json";
  }
  if (ending === "csv" || ending === "tsv") return "csv";
  if (ending === "json") return "json";
  if (ending !== undefined) return "ndjson";
  // A line of words that are parted: the first of a table.
  return /^[\w ]+([,;\t][\w ]*)+(\r?\n|$)/.test(text) ? "csv" : "ndjson";
}
