// The live stream, shared by all who watch: one connection for what is counted
// (its summaries), so that a page costs the server one stream.
import { signal } from "@preact/signals";
import { apiURL } from "./api.ts";

/** A summary of the live stream (docs/live.md). */
export interface Summary {
  at: string;
  counted_from: string;
  per_second: number[];
  active: number;
  active_at_least?: boolean;
  verbs: Top;
  sources: Top;
  activities: Top;
  stream: { since: string; statements: number; sent: number; rejected: number };
}

/** The most frequent of something. */
export interface Top {
  top: { id: string; name: string; count: number }[];
  other: number;
}

/** A statement of the stream, and of GET /statements. */
export interface Line {
  id: string;
  stored: string;
  timestamp: string;
  actor: { name: string; identity: string };
  verb: { id: string; display: string; class: string };
  object: { id: string; name: string };
  source: string;
  sentence: string;
  voided?: boolean;
}

/** How the connection is. */
export type Connection = "off" | "connecting" | "live" | "lost";

/** Grows whenever something was stored: what is shown may be asked for again. */
export const stored = signal(0);
/** The last summary. */
export const summary = signal<Summary | undefined>(undefined);
export const connection = signal<Connection>("off");

let source: EventSource | undefined;
let total = -1;
let since = "";

/** Opens the shared connection for the store in force; false closes it. */
export function watch(on: boolean): void {
  source?.close();
  source = undefined;
  total = -1;
  summary.value = undefined;
  connection.value = "off";
  if (!on) return;
  connection.value = "connecting";
  source = new EventSource(apiURL("/live", { events: "summary" }));
  source.addEventListener("summary", (event) => {
    const next = JSON.parse((event as MessageEvent<string>).data) as Summary;
    connection.value = "live";
    summary.value = next;
    const grown = total >= 0 && (next.stream.statements !== total || next.stream.since !== since);
    total = next.stream.statements;
    since = next.stream.since;
    if (grown) stored.value++;
  });
  source.onerror = () => {
    connection.value = source?.readyState === EventSource.CLOSED ? "off" : "lost";
  };
}
