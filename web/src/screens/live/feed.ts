// The feed of a window: what was stored since it was opened, taken from a stream of
// its own. It changes at most once a second (WCAG 2.2.2), holds still on demand, and
// goes on without a loss or a double after the connection was away.
import { signal } from "@preact/signals";
import { apiURL, problemOf, type Problem } from "../../lib/api.ts";
import { borrow, connection, took, type Line, type Summary } from "../../lib/live.ts";

/** A row: a statement, or a word about the stream itself. */
export type Entry = { kind: "line"; key: string; line: Line } | { kind: "gone"; key: string } | { kind: "behind"; key: string; missed: number };

/** What a feed shows; it changes at most once a second. */
export interface State {
  /** The newest first. */
  readonly entries: readonly Entry[];
  /** Statements that came since `since`, of all that match. */
  readonly received: number;
  /** Those that came while it stood still. */
  readonly waiting: number;
  /** Requests that were refused since `since`. */
  readonly rejected: number;
  readonly summary?: Summary;
  /** When it was opened, and since when it stands still, in milliseconds since 1970. */
  readonly since: number;
  readonly paused?: number;
  /** Why there is no stream. */
  readonly problem?: Problem;
}

/** So many rows are kept. */
export const mostRows = 200;
/** The least time between two changes, in milliseconds. */
const every = 1000;

/** How to ask for a stream: parameters of GET /live; several values stand for «one of them». */
export type Wanted = Record<string, string | readonly string[]>;

/** The address of a stream. */
export function streamURL(wanted: Wanted, after = ""): string {
  const address = new URL(apiURL("/live"), window.location.href);
  for (const [name, value] of Object.entries(wanted)) for (const one of typeof value === "string" ? [value] : value) if (one !== "") address.searchParams.append(name, one);
  if (after !== "") address.searchParams.set("after", after);
  return address.href;
}

/** A feed; it begins when it is made, and ends by `close`. */
export class Feed {
  readonly state = signal<State>({ entries: [], received: 0, waiting: 0, rejected: 0, since: Date.now() });
  /** Grows when what was loaded beside the stream must be loaded anew. */
  readonly anew = signal(0);

  private source: EventSource | undefined;
  private readonly giveBack: () => void;
  private readonly wanted: Wanted;
  private last = "";
  private tries = 0;
  private again: ReturnType<typeof setTimeout> | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private changed = 0;
  private notes = 0;
  // What came since the last change, oldest first; of entries only the newest that would be shown.
  private entries: Entry[] = [];
  private received = 0;
  private rejected = 0;
  private summary: Summary | undefined;

  constructor(wanted: Wanted) {
    this.wanted = wanted;
    this.giveBack = borrow();
    this.open();
  }

  close(): void {
    clearTimeout(this.again);
    clearTimeout(this.timer);
    this.source?.close();
    this.source = undefined;
    this.giveBack();
  }

  /** Holds still, or goes on with what waited. */
  pause(on: boolean): void {
    const { paused: _, ...rest } = this.state.value;
    this.state.value = on ? { ...rest, paused: Date.now() } : rest;
    this.show();
  }

  /** Tries again after a problem. */
  retry(): void {
    const { problem: _, ...rest } = this.state.value;
    this.state.value = rest;
    this.tries = 0;
    this.open();
  }

  private open(): void {
    this.source?.close();
    connection.value = this.last === "" ? "connecting" : "lost";
    const source = new EventSource(streamURL(this.wanted, this.last));
    this.source = source;
    const on = (name: string, take: (data: never) => void) =>
      source.addEventListener(name, (event) => {
        const { data, lastEventId } = event as MessageEvent<string>;
        if (lastEventId !== "") this.last = lastEventId;
        this.tries = 0;
        take(JSON.parse(data) as never);
        this.soon();
      });
    on("statement", (line: Line) => {
      this.received++;
      this.add({ kind: "line", key: line.id, line });
    });
    on("summary", (summary: Summary) => {
      this.summary = summary;
      took(summary);
    });
    on("rejected", ({ count }: { count: number }) => { this.rejected += count; });
    on("behind", ({ missed }: { missed: number }) => this.add({ kind: "behind", key: `behind ${this.notes++}`, missed: missed ?? 0 }));
    on("gone", () => {
      // What is shown has a gap now: it begins anew.
      this.entries = [];
      this.state.value = { ...this.state.value, entries: [] };
      this.add({ kind: "gone", key: `gone ${this.notes++}` });
      this.anew.value++;
    });
    source.onerror = () => {
      connection.value = "lost";
      // An EventSource connects again by itself, unless the answer was no stream.
      if (source.readyState === EventSource.CLOSED && source === this.source) void this.ask();
    };
  }

  /** Finds out why there was no stream: a fault that stays is shown, else it is tried again. */
  private async ask(): Promise<void> {
    const aborter = new AbortController();
    try {
      const response = await fetch(streamURL(this.wanted, this.last), { credentials: "same-origin", signal: aborter.signal });
      if (!response.ok && response.status < 500 && response.status !== 429) {
        const problem = await problemOf(response);
        if (this.source) this.state.value = { ...this.state.value, problem };
        return;
      }
    } catch {
      // the server is away: tried again below
    } finally {
      aborter.abort();
    }
    this.again = setTimeout(() => { if (this.source) this.open(); }, Math.min(30_000, 2000 * 2 ** this.tries++));
  }

  private add(entry: Entry): void {
    this.entries.push(entry);
    if (this.entries.length > 2 * mostRows) this.entries.splice(0, this.entries.length - mostRows);
  }

  private soon(): void {
    this.timer ??= setTimeout(() => this.show(), Math.max(0, this.changed + every - Date.now()));
  }

  private show(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.changed = Date.now();
    const now = this.state.value;
    if (now.paused !== undefined) {
      if (now.waiting !== this.received) this.state.value = { ...now, waiting: this.received };
      return;
    }
    this.state.value = {
      ...now,
      entries: this.entries.length > 0 ? [...this.entries.reverse(), ...now.entries].slice(0, mostRows) : now.entries,
      received: now.received + this.received, waiting: 0, rejected: now.rejected + this.rejected,
      ...(this.summary && { summary: this.summary }),
    };
    this.entries = [];
    this.received = 0;
    this.rejected = 0;
  }
}
