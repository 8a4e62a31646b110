// What is stored while the list is looked at: from the live stream where it can
// say the filters, else by asking again when something was stored.
import { useEffect, useRef, useState } from "preact/hooks";
import { apiURL } from "../../lib/api.ts";
import { language } from "../../lib/i18n.ts";
import { borrow, stored, took, type Line as Live, type Summary } from "../../lib/live.ts";
import { all, type Answer, type Filter, type Query } from "../../lib/query.ts";
import { fromStream, voidedVerb, type Line } from "./line.ts";
import { askPage } from "./pages.ts";
import { activityOf } from "./Sentence.tsx";

/** How many new statements are held at most; of more the list is loaded anew. */
export const mostNew = 1000;

interface Wanted {
  /** null: nothing is followed. */
  query: Query | null;
  /** The parameters of the live stream, or undefined where it cannot say the filters. */
  stream: Record<string, string[]> | undefined;
  /** Of the list that new ones are put on. */
  meta: Answer["meta"] | undefined;
  /** The list must be loaded anew: too much came, or the stream lost some. */
  lost: () => void;
}

/** What came since the list was loaded, the newest first, and what was taken back. */
export interface Tail {
  lines: Line[];
  voided: ReadonlySet<string>;
}

/** Follows what is stored. */
export function useTail({ query, stream, meta, lost }: Wanted): Tail {
  const [tail, setTail] = useState<Tail>({ lines: [], voided: new Set() });
  const wanted = useRef({ meta, lost });
  wanted.current = { meta, lost };
  const following = query !== null && meta !== undefined;
  const key = following ? JSON.stringify([query, stream ?? null, language.value, meta.as_of_seq]) : "";

  useEffect(() => {
    setTail({ lines: [], voided: new Set() });
    if (!following) return;
    const [from, to] = meta.range.map((at) => Date.parse(at));
    const all_ = query.time?.range === "all" || query.time === undefined;
    const on = query.time?.on === "stored" ? "stored" : "timestamp";
    const inRange = (line: Line) => {
      const at = Date.parse(line[on]);
      return all_ || (at >= from! && at < to!);
    };
    const add = (lines: Line[]) => {
      const fresh = lines.filter((line) => !line.voided && inRange(line));
      if (fresh.length === 0) return;
      setTail((before) => {
        const known = new Set(before.lines.map((line) => line.id));
        const next = [...fresh.filter((line) => !known.has(line.id)), ...before.lines];
        if (next.length > mostNew) wanted.current.lost();
        return { ...before, lines: next.slice(0, mostNew) };
      });
    };
    if (stream === undefined) return refetching(query, meta, add);
    return streaming(stream, {
      statement: (live) => {
        const line = fromStream(live);
        if (line.verb.id === voidedVerb) {
          setTail((before) => ({ lines: before.lines.filter((one) => one.id !== line.object.id), voided: new Set([...before.voided, line.object.id ?? ""]) }));
        } else if (activityOf(line) !== undefined || !/^[0-9a-f-]{36}$/i.test(line.object.id ?? "")) {
          add([line]);
        }
      },
      lost: () => wanted.current.lost(),
    });
  }, [key]);
  return tail;
}

function streaming(parameters: Record<string, string[]>, { statement, lost }: { statement: (live: Live) => void; lost: () => void }): () => void {
  const giveBack = borrow();
  let source: EventSource | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    // What was stored between the page and the stream comes once more, and is known by its id.
    const address = new URL(apiURL("/live", { events: "statement,summary", since: "60s", language: language.value }), window.location.href);
    for (const [name, values] of Object.entries(parameters)) for (const value of values) address.searchParams.append(name, value);
    source = new EventSource(address);
    source.addEventListener("statement", (event) => statement(JSON.parse((event as MessageEvent<string>).data) as Live));
    source.addEventListener("summary", (event) => took(JSON.parse((event as MessageEvent<string>).data) as Summary));
    source.addEventListener("gone", lost);
    source.onerror = () => {
      if (source?.readyState === EventSource.CLOSED) again = setTimeout(open, 10_000);
    };
  };
  open();
  return () => {
    clearTimeout(again);
    source?.close();
    giveBack();
  };
}

function refetching(query: Query, meta: Answer["meta"], add: (lines: Line[]) => void): () => void {
  const aborter = new AbortController();
  let last = meta.fresh_to;
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const ask = () => {
    const filter = all(query.filter, ["gt", "stored", last]) as Filter;
    askPage({ ...query, filter, order: [["stored", "desc"]], limit: 200 }, aborter.signal).then((page) => {
      if (page.statements[0]) last = page.statements[0].stored;
      add(page.statements);
    }, () => undefined);
  };
  let seen = stored.peek();
  const stop = stored.subscribe((count) => {
    if (count === seen) return;
    seen = count;
    if (timers.size > 0) return;
    // What makes answers is a moment behind what was stored: it is asked twice.
    for (const wait of [1500, 5000]) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        ask();
      }, wait);
      timers.add(timer);
    }
  });
  return () => {
    stop();
    for (const timer of timers) clearTimeout(timer);
    aborter.abort();
  };
}
