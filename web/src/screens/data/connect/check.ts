// The live check: listens to what a key, or any key, sends, and says whether it was
// stored or why it was refused.
import { signal } from "@preact/signals";
import type { components } from "../../../api/schema";
import { apiURL, get } from "../../../lib/api.ts";
import { borrow, connection, took, type Line, type Summary } from "../../../lib/live.ts";

/** A request that was refused, with its reason in words. */
export type Rejection = components["schemas"]["Rejection"];

/** What was heard. */
export interface Heard {
  /** The newest statement. */
  readonly line?: Line;
  /** The newest refused request since then. */
  readonly refused?: Rejection;
  /** How many statements came since the check began. */
  readonly count: number;
}

/** How long to wait before a stream that was no stream is asked for again, in milliseconds. */
const again = 5000;

/** A check; it begins when it is made and ends by close. */
export class Check {
  readonly heard = signal<Heard>({ count: 0 });
  private readonly giveBack = borrow();
  private readonly key: string;
  private readonly language: string;
  private source: EventSource | undefined;
  private last = "";
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  constructor(key: string, language: string) {
    this.key = key;
    this.language = language;
    this.open();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.source?.close();
    this.giveBack();
  }

  private open(): void {
    connection.value = "connecting";
    const from = this.last === "" ? { since: "5m" } : { after: this.last };
    const source = new EventSource(apiURL("/live", { events: "statement,rejected,summary", source: this.key, language: this.language, ...from }));
    this.source = source;
    const on = (name: string, take: (data: never) => void) =>
      source.addEventListener(name, (event) => {
        const { data, lastEventId } = event as MessageEvent<string>;
        if (lastEventId !== "") this.last = lastEventId;
        take(JSON.parse(data) as never);
      });
    on("summary", (summary: Summary) => took(summary));
    on("statement", (line: Line) => {
      this.heard.value = { line, count: this.heard.value.count + 1 };
    });
    on("rejected", (one: Rejection) => void this.refuse(one));
    source.onerror = () => {
      connection.value = "lost";
      // An answer that was no stream is final for an EventSource.
      if (source.readyState !== EventSource.CLOSED || this.closed) return;
      this.timer = setTimeout(() => this.open(), again);
    };
  }

  // The stream names the reason; what it means and what to do is in the list.
  private async refuse(one: Rejection): Promise<void> {
    if (this.key !== "" && one.key !== this.key) return;
    const before = this.heard.value;
    this.heard.value = { ...before, refused: one };
    try {
      const { rejections } = await get("/rejections", { query: { limit: 50, ...(one.key && { key: one.key }) } });
      const told = rejections.find((other) => other.id === one.id);
      if (told && this.heard.value.refused?.id === one.id) this.heard.value = { ...this.heard.value, refused: told };
    } catch {
      // its message is shown, and the list of refused requests has the rest
    }
  }
}
