// What screens show of the server: loading, there, failed, and asked for again
// when something new was stored.
import { useEffect, useRef, useState } from "preact/hooks";
import { keptAt, post, Problem } from "./api.ts";
import { stored } from "./live.ts";
import { zone } from "./format.ts";
import { offlineSince } from "./online.ts";
import { storeName } from "./router.ts";
import type { Answer, Query } from "./query.ts";

/** Something of the server. While it is asked for again, data is the last one. */
export interface Resource<T> {
  readonly data: T | undefined;
  readonly error: Problem | undefined;
  readonly loading: boolean;
  /** When the server said it, in milliseconds since 1970. */
  readonly at: number;
  reload(): void;
}

/** How often at most a live resource is asked for again, in milliseconds (ui.md §3, R). */
export const refetchEvery = 5000;

/**
 * Loads what a key stands for whenever the key changes; null loads nothing. With
 * live it is loaded again when statements were stored since.
 */
export function useResource<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>, options: { live?: boolean } = {}): Resource<T> {
  const [state, setState] = useState<{ key: string | null; data?: T; error?: Problem; at: number }>({ key: null, at: 0 });
  const [again, setAgain] = useState(0);
  const [loading, setLoading] = useState(key !== null);
  const latest = useRef(load);
  latest.current = load;

  useEffect(() => {
    if (key === null) {
      setLoading(false);
      return;
    }
    const aborter = new AbortController();
    setLoading(true);
    latest.current(aborter.signal).then(
      (data) => {
        if (aborter.signal.aborted) return;
        setState({ key, data, at: keptAt(data) ?? Date.now() });
        setLoading(false);
      },
      (cause: unknown) => {
        if (aborter.signal.aborted) return;
        const error = cause instanceof Problem ? cause : new Problem({ status: 0, code: "app-fault", detail: String(cause) });
        setState((before) => ({ key, error, at: Date.now(), ...(before.key === key && before.data !== undefined ? { data: before.data } : {}) }));
        setLoading(false);
      },
    );
    return () => aborter.abort();
  }, [key, again]);

  // What was shown from this device is asked for when the network is back.
  useEffect(() => {
    if (key === null) return;
    let away = offlineSince.peek() > 0;
    return offlineSince.subscribe((since) => {
      if (away && since === 0) setAgain((n) => n + 1);
      away = since > 0;
    });
  }, [key]);

  useEffect(() => {
    if (!options.live || key === null) return;
    let seen = stored.peek();
    let last = Date.now();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = stored.subscribe((count) => {
      if (count === seen) return;
      seen = count;
      if (timer !== undefined) return;
      timer = setTimeout(() => {
        timer = undefined;
        last = Date.now();
        setAgain((n) => n + 1);
      }, Math.max(1000, last + refetchEvery - Date.now()));
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [key, options.live]);

  const current = state.key === key;
  return {
    data: current ? state.data : undefined,
    error: current ? state.error : undefined,
    loading: loading || (key !== null && !current),
    at: state.at,
    reload: () => setAgain((n) => n + 1),
  };
}

/** The answer of a query; null asks nothing. The zone is the person's unless the query names one. */
export function useQuery(query: Query | null, options: { live?: boolean } = {}): Resource<Answer> {
  const asked = query === null ? null : withZone(query);
  const key = asked === null ? null : storeName.value + "\n" + JSON.stringify(asked);
  return useResource(key, (signal) => ask(asked!, signal), options);
}

/** Asks a query once. Throws Problem. */
export function ask(query: Query, signal?: AbortSignal): Promise<Answer> {
  return post("/query", { body: withZone(query) as never, ...(signal ? { signal } : {}) }) as Promise<Answer>;
}

/** The query in the time zone in force. */
export function withZone(query: Query): Query {
  return { ...query, time: { zone: zone.value, ...query.time } };
}
