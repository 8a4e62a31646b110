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
let again: ReturnType<typeof setTimeout> | undefined;
let wanted = false;
let borrowed = 0;
let total = -1;
let since = "";

/** Opens the shared connection for the store in force; false closes it. */
export function watch(on: boolean): void {
  close();
  wanted = on;
  total = -1;
  summary.value = undefined;
  connection.value = "off";
  if (on && borrowed === 0) open();
}

/**
 * Closes the shared connection as long as a screen has one of its own, whose summaries it hands to `took`: a browser
 * has six connections to a server, for all windows. The function that is returned gives it back.
 */
export function borrow(): () => void {
  borrowed++;
  close();
  return () => {
    borrowed--;
    if (wanted && borrowed === 0) open();
  };
}

/** Takes a summary of a stream. */
export function took(next: Summary): void {
  connection.value = "live";
  summary.value = next;
  const grown = total >= 0 && (next.stream.statements !== total || next.stream.since !== since);
  total = next.stream.statements;
  since = next.stream.since;
  if (grown) stored.value++;
}

function close(): void {
  clearTimeout(again);
  source?.close();
  source = undefined;
}

function open(): void {
  connection.value = "connecting";
  source = new EventSource(apiURL("/live", { events: "summary" }));
  source.addEventListener("summary", (event) => took(JSON.parse((event as MessageEvent<string>).data) as Summary));
  source.onerror = () => {
    connection.value = "lost";
    if (source?.readyState !== EventSource.CLOSED) return;
    // An answer that was no stream (a proxy, a server that is full) is final for an EventSource.
    close();
    again = setTimeout(open, 10_000);
  };
}
