// A session may have four queries run at once (docs/query-api.md, «What is too
// much»). A screen asks more than that: the rest wait here for their turn, and the
// fourth place is left to another window.
const most = 3;
let inside = 0;
const waiting: (() => void)[] = [];

/** Waits for a turn; what it returns must be called when the query is over. */
export async function turn(signal?: AbortSignal): Promise<() => void> {
  if (inside >= most) {
    await new Promise<void>((resolve, reject) => {
      const go = () => {
        signal?.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        const place = waiting.indexOf(go);
        if (place >= 0) waiting.splice(place, 1);
        reject(signal!.reason as Error);
      };
      if (signal?.aborted) return leave();
      signal?.addEventListener("abort", leave, { once: true });
      waiting.push(go);
    });
  } else {
    inside++;
  }
  return () => {
    const next = waiting.shift();
    if (next) next();
    else inside--;
  };
}

/** Waits a moment, or until it is not wanted any more. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}
