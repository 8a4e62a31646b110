// Queries take turns: a screen may ask a dozen things at once, and the server runs
// four of one person at a time. Three go at once, so that one is left for what a
// click asks; where another window has taken the rest, a query waits and tries again.
import { Problem } from "./api.ts";

const most = 3;
const patience = 8;

let running = 0;
const waiting: (() => void)[] = [];

/** Runs a request when it is its turn. Rejects as the request does, or when the signal is aborted. */
export async function inTurn<T>(request: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    for (let tried = 1; ; tried++) {
      signal?.throwIfAborted();
      try {
        return await request();
      } catch (cause) {
        if (!(cause instanceof Problem && cause.code === "too-many-queries") || tried === patience) throw cause;
        await new Promise((resolve) => setTimeout(resolve, 150 * tried));
      }
    }
  } finally {
    // The turn is handed on; without anybody who waits it ends.
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}
