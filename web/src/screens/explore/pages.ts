// The list, page by page: the next one is asked for when its end comes near.
import { useEffect, useRef, useState } from "preact/hooks";
import { get, Problem } from "../../lib/api.ts";
import { language } from "../../lib/i18n.ts";
import type { Answer, Query } from "../../lib/query.ts";
import { storeName } from "../../lib/router.ts";
import type { Line } from "./line.ts";

/** How many statements a page has. */
export const pageSize = 100;

/** A page of the list. */
export interface StatementPage {
  statements: Line[];
  next?: string;
  meta: Answer["meta"];
}

/** Asks for a page. Throws Problem. */
export function askPage(query: Query, signal?: AbortSignal): Promise<StatementPage> {
  const parameters = { q: JSON.stringify(query), language: language.value };
  return get("/statements", { query: parameters as never, signal }) as unknown as Promise<StatementPage>;
}

/** The list as far as it is there. */
export interface Pages {
  lines: Line[];
  /** Of the first page. */
  meta: Answer["meta"] | undefined;
  /** There is more. */
  open: boolean;
  loading: boolean;
  error: Problem | undefined;
  more(): void;
  reload(): void;
}

interface State {
  key: string;
  lines: Line[];
  meta?: Answer["meta"];
  next?: string | undefined;
  error?: Problem | undefined;
}

/** The pages of a query's statements. */
export function usePages(query: Query | null): Pages {
  const key = query === null ? "" : `${storeName.value}\n${language.value}\n${JSON.stringify(query)}`;
  const [state, setState] = useState<State>({ key: "", lines: [] });
  const [again, setAgain] = useState(0);
  const asking = useRef<AbortController | undefined>(undefined);
  const [loading, setLoading] = useState(false);

  const ask = (from: State | undefined) => {
    asking.current?.abort();
    const aborter = (asking.current = new AbortController());
    setLoading(true);
    const wanted = { ...query!, limit: pageSize, ...(from?.next ? { cursor: from.next } : {}) };
    askPage(wanted, aborter.signal).then(
      (page) => {
        if (aborter.signal.aborted) return;
        const known = new Set(from?.lines.map((line) => line.id));
        setState({ key, lines: [...(from?.lines ?? []), ...page.statements.filter((line) => !known.has(line.id))], meta: from?.meta ?? page.meta, next: page.next });
        setLoading(false);
      },
      (cause: unknown) => {
        if (aborter.signal.aborted) return;
        const error = cause instanceof Problem ? cause : new Problem({ status: 0, code: "app-fault", detail: String(cause) });
        setState((before) => ({ ...(before.key === key ? before : { lines: [] }), key, error }));
        setLoading(false);
      },
    );
  };

  useEffect(() => {
    if (key === "") return;
    ask(undefined);
    return () => asking.current?.abort();
  }, [key, again]);

  const there = state.key === key;
  return {
    lines: there ? state.lines : [],
    meta: there ? state.meta : undefined,
    open: there && state.next !== undefined,
    loading: loading || (key !== "" && !there),
    error: there ? state.error : undefined,
    more: () => {
      if (there && state.next !== undefined && !loading && !state.error) ask(state);
    },
    reload: () => setAgain((n) => n + 1),
  };
}
